/** Processors of AD_HOC_SUB_PROCESS_INSTRUCTION: activities of a running ad-hoc sub-process begin, or it is told to end. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { fulfil, refusedStarts, startElements } from '../lifecycle/ad-hoc.ts';
import { canTrigger } from '../lifecycle/trigger.ts';
import { terminateChildren } from '../lifecycle/termination.ts';
import { type Visit, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

type Command = RecordOf<'AD_HOC_SUB_PROCESS_INSTRUCTION'>;

/** The processors. */
export const adHocSubProcessInstructionCommands: Processors<'AD_HOC_SUB_PROCESS_INSTRUCTION'> = {
  ACTIVATE: activateElements,
  COMPLETE: complete,
};

function activateElements(p: Processing, command: Command): Rejection | undefined {
  const { value } = command;
  const visit = openAdHoc(p, value.adHocSubProcessInstanceKey, 'activate elements in');
  if ('reason' in visit) return visit;
  const ids = value.activateElements.map(({ elementId }) => elementId);
  const refused = refusedStarts(visit.element, ids);
  if (refused !== undefined) return rejection(new Set(ids).size < ids.length ? 'INVALID_ARGUMENT' : 'NOT_FOUND', refused);
  p.answer(p.emit('AD_HOC_SUB_PROCESS_INSTRUCTION', 'ACTIVATED', visit.key, value));
  // What is active is asked to end first: the elements that begin now are not among it.
  if (value.cancelRemainingInstances) terminateChildren(p, visit.key);
  startElements(visit, value.activateElements);
  return undefined;
}

function complete(p: Processing, command: Command): Rejection | undefined {
  const visit = openAdHoc(p, command.value.adHocSubProcessInstanceKey, 'complete');
  if ('reason' in visit) return visit;
  fulfil(visit, command.value.cancelRemainingInstances);
  return undefined;
}

function openAdHoc(p: Processing, key: number, verb: string): Visit | Rejection {
  const name = wireKey(p.config.partition, key);
  const visit = visitOf(p, key);
  if (visit?.instance.elementType !== 'AD_HOC_SUB_PROCESS')
    return rejection('NOT_FOUND', `Expected to ${verb} ad-hoc sub-process with key '${name}', but no such one was found`);
  if (canTrigger(visit) && !visit.instance.fulfilled) return visit;
  return rejection('INVALID_STATE', `Expected to ${verb} ad-hoc sub-process with key '${name}', but it is not active or about to end`);
}
