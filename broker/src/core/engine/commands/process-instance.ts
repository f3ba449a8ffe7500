/** Processors of PROCESS_INSTANCE: cancelling from outside, and the follow-ups the frame asks of itself. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { wireKey } from '../../protocol/key.ts';
import { askForChildren } from '../elements/multi-instance-body.ts';
import { activateElementCommand } from '../lifecycle/activation.ts';
import { compensateMore } from '../lifecycle/compensation.ts';
import { completeElementCommand } from '../lifecycle/completion.ts';
import { completeListenerCommand } from '../lifecycle/listeners.ts';
import { terminateChildren, terminateElement, terminateElementCommand } from '../lifecycle/termination.ts';
import { visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors of PROCESS_INSTANCE. */
export const processInstanceCommands: Processors<'PROCESS_INSTANCE'> = {
  CANCEL: cancelInstance,
  ACTIVATE_ELEMENT: activateElementCommand,
  COMPLETE_ELEMENT: completeElementCommand,
  TERMINATE_ELEMENT: terminateElementCommand,
  COMPLETE_EXECUTION_LISTENER: completeListenerCommand,
};

function cancelInstance(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  const key = wireKey(p.config.partition, command.key);
  const visit = visitOf(p, command.key);
  if (visit === undefined || visit.instance.elementType !== 'PROCESS' || visit.instance.state === 'TERMINATING') {
    return rejection('NOT_FOUND', `Expected to cancel a process instance with key '${key}', but no such process was found`);
  }
  if (visit.instance.parentProcessInstanceKey >= 0) {
    const root = wireKey(p.config.partition, rootOf(p, command.key));
    return rejection(
      'INVALID_STATE',
      `Expected to cancel a process instance with key '${key}', but it is created by a parent process instance. Cancel the root process instance '${root}' instead.`,
    );
  }
  terminateElement(visit);
  const event = p.records.find((record) => record.intent === 'ELEMENT_TERMINATING');
  if (event !== undefined) p.answer(event as never);
  return undefined;
}

function rootOf(p: Processing, key: number): number {
  let root = key;
  for (let row = p.state.elements.get(root); row !== undefined && row.parentProcessInstanceKey >= 0; row = p.state.elements.get(root))
    root = row.parentProcessInstanceKey;
  return root;
}

/** The processor of PROCESS_INSTANCE_BATCH ACTIVATE: the next children of a parallel loop, or what a long compensation asks for next. */
export function activateBatch(p: Processing, command: RecordOf<'PROCESS_INSTANCE_BATCH'>): Rejection | undefined {
  const body = visitOf(p, command.value.batchElementInstanceKey);
  if (body?.instance.elementType === 'MULTI_INSTANCE_BODY') askForChildren(body);
  else if (body?.element.trigger?.kind === 'compensation') compensateMore(body);
  return undefined;
}

/** The processor of PROCESS_INSTANCE_BATCH TERMINATE: the next children of a scope that is ending. */
export function terminateBatch(p: Processing, command: RecordOf<'PROCESS_INSTANCE_BATCH'>): Rejection | undefined {
  terminateChildren(p, command.value.batchElementInstanceKey);
  return undefined;
}
