/** Process instances that begin by an event: a timer, a message, a signal or a condition of a start event. */
import type { Value } from '../../protocol/value-types.ts';
import { startProcess } from '../commands/process-instance-creation.ts';
import type { Processing } from '../processing.ts';
import type { ProcessRow } from '../state/definitions.ts';

/**
 * Begins an instance at a start event with the variables of its trigger (JSON object text); returns the instance's key. The trigger belongs to the
 * definition in the record, and to the new instance in the state.
 */
export function startByEvent(p: Processing, definition: ProcessRow, startEventId: string, variables: string, key = p.nextKey()): number {
  const { bpmnProcessId, version, processDefinitionKey, tenantId } = definition.value;
  p.emit('PROCESS_EVENT', 'TRIGGERING', p.nextKey(), {
    scopeKey: processDefinitionKey,
    targetElementId: startEventId,
    variables,
    processDefinitionKey,
    processInstanceKey: key,
    tenantId,
  });
  startProcess(p, { processInstanceKey: key, processDefinitionKey, bpmnProcessId, version, tenantId });
  return key;
}

/** A message starts an instance: MESSAGE_START_EVENT_SUBSCRIPTION CORRELATED takes the lock of its correlation key. Returns the instance's key. */
export function startByMessage(p: Processing, subscriptionKey: number, messageKey: number, message: Value<'MESSAGE'>): number {
  const subscription = p.state.messageStarts.get(subscriptionKey);
  const definition = subscription === undefined ? undefined : p.state.definitions.get(subscription.value.processDefinitionKey);
  if (subscription === undefined || definition === undefined)
    throw new Error(`Expected subscription ${subscriptionKey} to belong to a process definition, but it does not`);
  const processInstanceKey = p.nextKey();
  const { correlationKey, variables } = message;
  p.emit('MESSAGE_START_EVENT_SUBSCRIPTION', 'CORRELATED', subscriptionKey, {
    ...subscription.value,
    processInstanceKey,
    messageKey,
    correlationKey,
    variables,
  });
  return startByEvent(p, definition, subscription.value.startEventId, variables, processInstanceKey);
}
