/** Processor of SIGNAL BROADCAST: a signal reaches every open catch of its name at this moment, and is not kept. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { startByEvent } from '../lifecycle/start-by-event.ts';
import { canTrigger, triggerEvent } from '../lifecycle/trigger.ts';
import { visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from '../registry.ts';

/** Catches that a signal reaches in one go; more are reached in further commands so that no step is unbounded. */
export const SIGNAL_CATCHES_MAX = 100;

/** The processors. */
export const signalCommands: Processors<'SIGNAL'> = { BROADCAST: broadcast };

function broadcast(p: Processing, command: RecordOf<'SIGNAL'>): Rejection | undefined {
  // A key means that the signal goes on where the command before it stopped.
  const key = command.key >= 0 ? command.key : p.nextKey();
  if (command.key < 0) p.answer(p.emit('SIGNAL', 'BROADCASTED', key, command.value));
  const { signalName, tenantId, resumeAfter, variables } = command.value;
  // Catches opened after the signal do not hear it: keys only grow.
  const reached = p.state.signalSubscriptions.ofName(tenantId, signalName, resumeAfter, key, SIGNAL_CATCHES_MAX);
  for (const subscription of reached) reach(p, subscription, variables);
  const last = reached.at(-1);
  if (last !== undefined && reached.length === SIGNAL_CATCHES_MAX)
    p.follow('SIGNAL', 'BROADCAST', key, { ...command.value, resumeAfter: last });
  return undefined;
}

function reach(p: Processing, subscriptionKey: number, variables: string): void {
  const value = p.state.signalSubscriptions.get(subscriptionKey)?.value;
  if (value === undefined) return;
  if (value.catchEventInstanceKey < 0) {
    const definition = p.state.definitions.get(value.processDefinitionKey);
    if (definition !== undefined) startByEvent(p, definition, value.catchEventId, variables);
    return;
  }
  const visit = visitOf(p, value.catchEventInstanceKey);
  if (visit === undefined || !canTrigger(visit)) return;
  triggerEvent(visit, p.models.element(visit.instance.processDefinitionKey, value.catchEventId), variables);
}
