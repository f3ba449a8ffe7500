/** Throwing a signal: the part of throw and end events with a signal. BPMN 2.0.2 section 10.5.5. */
import { documentOf } from '../../../protocol/document.ts';
import { scopeOf, stringOf } from '../../expressions.ts';
import { emptySignalName } from '../../lifecycle/subscriptions/signal.ts';
import { isFailure } from '../../lifecycle/visit.ts';
import type { ThrowPart } from './part.ts';

/** The signal to throw. */
interface SignalPlan {
  readonly signalName: string;
}

/** The part: broadcasts with the element's local variables, behind what waits in this step. An empty name is refused. */
export const signalThrow: ThrowPart<SignalPlan> = {
  prepare(visit) {
    const { p, element } = visit;
    if (element.trigger?.kind !== 'signal') throw new Error(`Expected element ${element.id} to have a signal, but it has none`);
    const signalName = stringOf(p, element.trigger.name, scopeOf(p, visit.key));
    if (isFailure(signalName)) return signalName;
    return signalName === '' ? emptySignalName(element.id) : { signalName };
  },
  activated(visit, plan) {
    const { p, instance } = visit;
    const local = [...p.state.variables.of(visit.key).values()].map((row) => [row.name, row.value] as const);
    p.follow('SIGNAL', 'BROADCAST', -1, { signalName: plan.signalName, variables: documentOf(local), tenantId: instance.tenantId });
    return 'complete';
  },
};
