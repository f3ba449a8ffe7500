/** Waiting for a signal event. BPMN 2.0.2 section 10.5.5. */
import { scopeOf, stringOf } from '../../expressions.ts';
import type { Processing } from '../../processing.ts';
import type { SubscriptionKind } from './kind.ts';
import { inNameOrder } from './name-order.ts';
import { failure, isFailure } from '../visit.ts';

/** The signal kind. */
export const signalSubscriptions: SubscriptionKind = {
  prepare(visit, event) {
    const { p, instance } = visit;
    if (event.trigger?.kind !== 'signal') throw new Error(`Expected element ${event.id} to have a signal, but it has none`);
    const signalName = stringOf(p, event.trigger.name, scopeOf(p, visit.key));
    if (isFailure(signalName)) return signalName;
    if (signalName === '') return emptySignalName(event.id);
    return () => {
      p.emit('SIGNAL_SUBSCRIPTION', 'CREATED', p.nextKey(), {
        processDefinitionKey: instance.processDefinitionKey,
        bpmnProcessId: instance.bpmnProcessId,
        catchEventId: event.id,
        signalName,
        catchEventInstanceKey: visit.key,
        tenantId: instance.tenantId,
      });
    };
  },
  close(p, elementInstanceKey, except) {
    for (const key of signalsOf(p, elementInstanceKey)) {
      const row = p.state.signalSubscriptions.get(key);
      if (row === undefined || except.some(({ id }) => id === row.value.catchEventId)) continue;
      p.emit('SIGNAL_SUBSCRIPTION', 'DELETED', key, row.value);
    }
  },
};

/** An expression gave an empty signal name: nobody could mean that. */
export function emptySignalName(elementId: string): ReturnType<typeof failure> {
  return failure('EXTRACT_VALUE_ERROR', `Expected the signal name of element '${elementId}' not to be empty, but it is`);
}

/** The subscriptions of an element instance, by the names of their signals. */
export function signalsOf(p: Processing, elementInstanceKey: number): readonly number[] {
  const { signalSubscriptions: table } = p.state;
  return inNameOrder(table.ofElement(elementInstanceKey), (key) => table.get(key)?.value.signalName);
}
