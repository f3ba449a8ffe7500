/** The ad-hoc sub-process: its activities begin by name, from a list, a command or a worker's answer. BPMN 2.0.2 section 10.3.5. */
import { fromJson } from '../../feel/json.ts';
import { isList } from '../../feel/value.ts';
import type { AdHoc } from '../../model/executable.ts';
import { documentOf } from '../../protocol/document.ts';
import { booleanOf, evaluate, listOf, scopeOf } from '../expressions.ts';
import { askAgain, createAdHocJob, fulfil, planAdHocJob, refusedStarts, startElements } from '../lifecycle/ad-hoc.ts';
import type { JobPlan } from '../lifecycle/jobs.ts';
import { childEnded, isEmpty } from '../lifecycle/scope.ts';
import { openScopeSubscriptions } from '../lifecycle/subscriptions.ts';
import { mergeVariables, setCollection, setVariable } from '../lifecycle/variables.ts';
import { type Failure, failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** What begins with the sub-process. */
interface AdHocPlan {
  readonly elementIds: readonly string[];
  readonly job: JobPlan | undefined;
}

/** The behaviour. Without a completion condition and a job it is over when everything that began in it has ended. */
export const adHocSubProcess: ElementBehavior<AdHocPlan> = {
  mappings: 'both',
  subscribes: 'none',
  prepare(visit) {
    const job = planAdHocJob(visit);
    if (isFailure(job)) return job;
    const elementIds = elementsToStart(visit);
    if (isFailure(elementIds)) return elementIds;
    return openScopeSubscriptions(visit) ?? { elementIds, job };
  },
  enter(visit, plan) {
    if (plan.job !== undefined) createAdHocJob(visit, plan.job);
  },
  activated(visit, plan) {
    const { outputCollection } = adHocOf(visit);
    if (outputCollection !== '') setVariable(visit.p, visit.instance, visit.key, outputCollection, '[]');
    startElements(
      visit,
      plan.elementIds.map((elementId) => ({ elementId, variables: '{}' })),
    );
    return 'wait';
  },
  isDone: (visit) => isEmpty(visit.p, visit.key) && (visit.instance.fulfilled || endsByItself(visit)),
  childMapped: collectOutput,
  childFinishing: evaluateCondition,
  childEnded(visit, child, how) {
    if (visit.instance.fulfilled || visit.instance.interruptedBy !== '') return undefined;
    if (child.endsLoop) fulfil(visit, adHocOf(visit).cancelRemainingInstances);
    else if (how === 'completed') return askAgain(visit);
    return undefined;
  },
  completing(visit) {
    const { outputCollection } = adHocOf(visit);
    const row = visit.p.state.variables.get(visit.key, outputCollection);
    if (row !== undefined)
      mergeVariables(visit.p, visit.instance, visit.instance.flowScopeKey, documentOf([[outputCollection, row.value]]));
    return undefined;
  },
};

/** An inner instance: the scope of one activity that was named, and of what follows it. */
export const adHocInnerInstance: ElementBehavior = {
  mappings: 'none',
  subscribes: 'none',
  activated: () => 'wait',
  isDone: (visit) => isEmpty(visit.p, visit.key),
  leave: (visit) => childEnded(visit, 'completed'),
};

function adHocOf(visit: Visit): AdHoc {
  const { adHoc } = visit.element;
  if (adHoc === undefined) throw new Error(`Expected element ${visit.element.id} to be an ad-hoc sub-process, but it is none`);
  return adHoc;
}

function endsByItself(visit: Visit): boolean {
  return visit.element.job === undefined && adHocOf(visit).completionCondition === undefined;
}

function elementsToStart(visit: Visit): readonly string[] | Failure {
  const { activeElements } = adHocOf(visit);
  if (activeElements === undefined) return [];
  const list = listOf(visit.p, activeElements, scopeOf(visit.p, visit.key));
  if (isFailure(list)) return list;
  const elementIds = list.filter((item) => typeof item === 'string');
  if (elementIds.length < list.length)
    return failure(
      'EXTRACT_VALUE_ERROR',
      `Expected the list '${activeElements.text}' to hold ids of elements, but not all of it are strings`,
    );
  const refused = refusedStarts(visit.element, elementIds);
  return refused === undefined ? elementIds : failure('EXTRACT_VALUE_ERROR', refused);
}

/** The output of an inner instance is added to the list that the sub-process keeps. */
function collectOutput(visit: Visit, inner: Visit): Failure | undefined {
  const { outputCollection, outputElement } = adHocOf(visit);
  if (outputElement === undefined || inner.instance.elementType !== 'AD_HOC_SUB_PROCESS_INNER_INSTANCE') return undefined;
  const outcome = evaluate(visit.p, outputElement, scopeOf(visit.p, inner.key));
  if (isFailure(outcome)) return outcome;
  const row = visit.p.state.variables.get(visit.key, outputCollection);
  const list = row === undefined ? null : fromJson(row.value);
  const items = list !== null && isList(list) ? list : [];
  return setCollection(visit.p, visit.instance, visit.key, outputCollection, [...items, outcome.value]);
}

function evaluateCondition(visit: Visit, inner: Visit): Failure | undefined {
  const { completionCondition } = adHocOf(visit);
  if (completionCondition === undefined || inner.instance.elementType !== 'AD_HOC_SUB_PROCESS_INNER_INSTANCE') return undefined;
  const ends = booleanOf(visit.p, completionCondition, scopeOf(visit.p, visit.key));
  if (isFailure(ends)) return ends;
  inner.endsLoop = ends;
  return undefined;
}
