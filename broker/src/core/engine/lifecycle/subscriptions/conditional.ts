/** Waiting for a conditional event: tested when it opens, and whenever a variable that it sees changes. BPMN 2.0.2 section 10.5.5. */
import type { ExecutableElement } from '../../../model/executable.ts';
import type { Scope } from '../../../feel/expression.ts';
import { evaluate, scopeOf } from '../../expressions.ts';
import type { Processing } from '../../processing.ts';
import type { SubscriptionKind } from './kind.ts';

/** The conditional kind. */
export const conditionalSubscriptions: SubscriptionKind = {
  prepare(visit, event) {
    const { p, instance } = visit;
    return () => {
      const key = p.nextKey();
      p.emit('CONDITIONAL_SUBSCRIPTION', 'CREATED', key, {
        ...conditionOf(event),
        scopeKey: visit.key,
        elementInstanceKey: visit.key,
        processInstanceKey: instance.processInstanceKey,
        processDefinitionKey: instance.processDefinitionKey,
        bpmnProcessId: instance.bpmnProcessId,
        tenantId: instance.tenantId,
      });
      if (holds(p, event, scopeOf(p, visit.key))) p.follow('CONDITIONAL_SUBSCRIPTION', 'TRIGGER', key, {});
    };
  },
  close(p, elementInstanceKey, except) {
    for (const key of p.state.conditionalSubscriptions.ofElement(elementInstanceKey)) {
      const row = p.state.conditionalSubscriptions.get(key);
      if (row === undefined || except.some(({ id }) => id === row.value.catchEventId)) continue;
      p.emit('CONDITIONAL_SUBSCRIPTION', 'DELETED', key, row.value);
    }
  },
};

/** What a record says of an event's condition. */
export function conditionOf(event: ExecutableElement): {
  readonly catchEventId: string;
  readonly condition: string;
  readonly variableNames: readonly string[];
  readonly variableEvents: readonly string[];
  readonly interrupting: boolean;
} {
  if (event.trigger?.kind !== 'conditional') throw new Error(`Expected element ${event.id} to have a condition, but it has none`);
  const { condition, variableNames, variableEvents } = event.trigger;
  const interrupting = event.type === 'INTERMEDIATE_CATCH_EVENT' || event.interrupting;
  return { catchEventId: event.id, condition: condition.text, variableNames, variableEvents, interrupting };
}

/** Whether an event's condition is true; one that cannot be evaluated yet is not. */
export function holds(p: Processing, event: ExecutableElement, scope: Scope): boolean {
  if (event.trigger?.kind !== 'conditional') return false;
  const outcome = evaluate(p, event.trigger.condition, scope);
  return 'value' in outcome && outcome.value === true;
}
