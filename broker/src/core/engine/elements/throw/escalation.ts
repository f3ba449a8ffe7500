/** Throwing an escalation: the part of escalation throw and end events. Uncaught it is only told. BPMN 2.0.2 section 10.5.7. */
import { scopeOf, stringOf } from '../../expressions.ts';
import { findEscalationCatch } from '../../lifecycle/escalation-catch.ts';
import { triggerEvent } from '../../lifecycle/trigger.ts';
import { isFailure } from '../../lifecycle/visit.ts';
import type { ThrowPart } from './part.ts';

/** The escalation to throw. */
interface EscalationPlan {
  readonly code: string;
}

/** The part. An interrupting catch ends the thrower, which therefore does not complete; it carries no variables. */
export const escalationThrow: ThrowPart<EscalationPlan> = {
  prepare(visit) {
    const { p, element } = visit;
    if (element.trigger?.kind !== 'escalation') throw new Error(`Expected element ${element.id} to have an escalation, but it has none`);
    if (element.trigger.code === undefined) return { code: '' };
    const code = stringOf(p, element.trigger.code, scopeOf(p, visit.key));
    return isFailure(code) ? code : { code };
  },
  activated(visit, { code }) {
    const { p, instance } = visit;
    const told = {
      processInstanceKey: instance.processInstanceKey,
      escalationCode: code,
      throwElementId: instance.elementId,
      tenantId: instance.tenantId,
    };
    const caught = findEscalationCatch(visit, code);
    if (caught === undefined) {
      p.emit('ESCALATION', 'NOT_ESCALATED', p.nextKey(), told);
      return 'complete';
    }
    const escalated = (): void => void p.emit('ESCALATION', 'ESCALATED', p.nextKey(), { ...told, catchElementId: caught.event.id });
    triggerEvent(caught.visit, caught.event, '{}', escalated);
    return caught.event.interrupting ? 'wait' : 'complete';
  },
};
