/** From ELEMENT_COMPLETING to ELEMENT_COMPLETED and onwards: subscriptions closed, output mappings, end listeners, then the outgoing flows. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { behaviorOf } from '../elements/index.ts';
import type { Processing } from '../processing.ts';
import { takeFlow } from './activation.ts';
import { compensationHandled, rememberCompensation } from './compensation.ts';
import { raiseIncident } from './incident.ts';
import { createListenerJob, nextListener } from './listeners.ts';
import { recheckJoins } from './joins.ts';
import { applyOutputs } from './mappings.ts';
import { endInstance, endsInstance } from './runtime-instructions.ts';
import { childEnded, isScopeOpen, mayComplete } from './scope.ts';
import { closeSubscriptions } from './subscriptions.ts';
import { pendingBoundary } from './trigger.ts';
import { instanceValue, type Visit, visitOf } from './visit.ts';

/** Processes COMPLETE_ELEMENT: what an element waited for has come, its scope is empty, or a failed completion is repeated. */
export function completeElementCommand(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  const visit = visitOf(p, command.key);
  const isOpen = visit !== undefined && isScopeOpen(visit) && !isCallerEnding(visit);
  if (isOpen && visit.instance.state === 'COMPLETING') continueCompletion(visit, undefined);
  else if (isOpen && visit.instance.state === 'ACTIVATED' && mayComplete(visit) && pendingBoundary(visit) === undefined)
    completeElement(visit, undefined);
  else
    return rejection('INVALID_STATE', `Expected to complete element instance ${command.key}, but it is not active or still has work to do`);
  return undefined;
}

/** A called process ends with its caller: once that is ending it completes no more. */
function isCallerEnding({ p, instance }: Visit): boolean {
  if (instance.flowScopeKey >= 0 || instance.parentElementInstanceKey < 0) return false;
  return visitOf(p, instance.parentElementInstanceKey)?.instance.state === 'TERMINATING';
}

/** Completes an activated element. */
export function completeElement(visit: Visit, plan: unknown): void {
  visit.p.emitWhole('PROCESS_INSTANCE', 'ELEMENT_COMPLETING', visit.key, instanceValue(visit.instance));
  continueCompletion(visit, plan);
}

/** Goes on with a completion: from the start, after a listener, or after its incident was resolved. */
export function continueCompletion(visit: Visit, plan: unknown): void {
  const behavior = behaviorOf(visit.instance.elementType);
  if (visit.instance.listenersDone === 0) {
    const refused = behavior.completing?.(visit) ?? mapAndClose(visit, behavior.mappings !== 'none') ?? behavior.mapped?.(visit);
    if (refused !== undefined) return raiseIncident(visit, refused);
  }
  const listener = nextListener(visit, 'end');
  if (listener !== undefined) {
    const refused = createListenerJob(visit, listener);
    if (refused !== undefined) raiseIncident(visit, refused);
    return;
  }
  finishCompletion(visit, plan);
}

function mapAndClose(visit: Visit, mapped: boolean): ReturnType<typeof applyOutputs> {
  const takes = behaviorOf(visit.instance.elementType).takesTrigger?.(visit) ?? true;
  const refused = applyOutputs(visit, mapped, takes);
  // Refused or not: an element that completes takes no more triggers.
  closeSubscriptions(visit.p, visit.key);
  return refused;
}

function finishCompletion(visit: Visit, plan: unknown): void {
  const { p } = visit;
  const behavior = behaviorOf(visit.instance.elementType);
  const scope = visitOf(p, visit.instance.flowScopeKey);
  const around = scope === undefined ? undefined : behaviorOf(scope.instance.elementType);
  const refused = scope === undefined ? undefined : (around?.childMapped?.(scope, visit) ?? around?.childFinishing?.(scope, visit));
  if (refused !== undefined) return raiseIncident(visit, refused);
  rememberCompensation(visit);
  behavior.finishing?.(visit);
  const pending = p.state.triggers.first(visit.key);
  p.emitWhole('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', visit.key, completedValue(visit, scope));
  if (visit.element.forCompensation) compensationHandled(visit);
  if (endsInstance(visit)) endInstance(visit);
  else if (behavior.leave !== undefined) behavior.leave(visit, plan, pending);
  else takeAllFlows(visit);
  if (scope !== undefined) recheckJoins(p, scope.instance);
}

/**
 * A child that ends its loop says how many children there are now, or none of a sequential loop: those that were to come are not made; one of a wide loop
 * brings its output.
 */
function completedValue(visit: Visit, scope: Visit | undefined): Value<'PROCESS_INSTANCE'> {
  const value = instanceValue(visit.instance);
  if (!visit.endsLoop && visit.loopOutput === '') return value;
  const { loopOutput } = visit;
  if (!visit.endsLoop || scope === undefined) return { ...value, loopSize: -1, loopOutput };
  return { ...value, loopSize: scope.element.loop?.sequential === true ? 0 : scope.instance.loopCounter, loopOutput };
}

/** The usual way on: every outgoing flow in file order; none means that this path of the scope has ended. */
export function takeAllFlows(visit: Visit): void {
  const scope = visit.p.state.elements.get(visit.instance.flowScopeKey);
  const isInner = scope?.elementType === 'MULTI_INSTANCE_BODY' && scope.elementId === visit.element.id;
  if (scope === undefined) return;
  if (isInner || visit.element.outgoing.length === 0) return childEnded(visit, 'completed');
  for (const flow of visit.element.outgoing) takeFlow(visit.p, scope, flow);
}
