/** Ad-hoc sub-processes: activities begin one by one when somebody names them, each in an inner instance of its own. BPMN 2.0.2 section 10.3.5. */
import type { ExecutableElement } from '../../model/executable.ts';
import { cancelJob, createJob, type JobPlan, planJob } from './jobs.ts';
import { isEmpty } from './scope.ts';
import { activateLater } from './start-instructions.ts';
import { terminateChildren } from './termination.ts';
import { setLocal } from './variables.ts';
import { type Failure, instanceValue, isFailure, type Visit } from './visit.ts';

/** Ends the id of an inner instance: before it stands the id of the ad-hoc sub-process. */
export const INNER_SUFFIX = '#innerInstance';

/** An element to activate, with variables local to its inner instance as JSON object text. */
export interface Start {
  readonly elementId: string;
  readonly variables: string;
}

/** Why these elements cannot be activated, as "Expected to ..., but ..."; undefined: they can. */
export function refusedStarts(adHoc: ExecutableElement, elementIds: readonly string[]): string | undefined {
  const startable = new Set(adHoc.children.filter(isStartable).map((element) => element.id));
  const unknown = elementIds.filter((id) => !startable.has(id));
  const [what, because] =
    unknown.length > 0
      ? [unknown, 'they do not exist in it or are reached by a flow']
      : [elementIds.filter((id, index) => elementIds.indexOf(id) !== index), 'they are named more than once'];
  if (what.length === 0) return undefined;
  return `Expected to activate elements ${what.map((id) => `'${id}'`).join(', ')} of ad-hoc sub-process '${adHoc.id}', but ${because}`;
}

function isStartable(element: ExecutableElement): boolean {
  return element.incoming.length === 0 && element.attachedTo === undefined && element.type !== 'EVENT_SUB_PROCESS';
}

/** Begins the named elements, which must not be refused, behind what waits in this step. */
export function startElements(visit: Visit, starts: readonly Start[]): void {
  const { p } = visit;
  for (const { elementId, variables } of starts) {
    const key = p.nextKey();
    const value = {
      ...instanceValue(visit.instance),
      bpmnElementType: 'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
      elementId: `${visit.element.id}${INNER_SUFFIX}`,
      flowScopeKey: visit.key,
    } as const;
    p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', key, value);
    setLocal(p, visit.instance, key, variables);
    p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', key, value);
    const inner = p.state.elements.get(key);
    const element = visit.element.children.find((child) => child.id === elementId);
    if (inner !== undefined && element !== undefined) activateLater(p, inner, element);
  }
}

/** Nothing more is to begin: with what is still active the sub-process completes, or at once if that is to be cancelled. */
export function fulfil(visit: Visit, cancelRemainingInstances: boolean): void {
  const { p, key, instance } = visit;
  p.emit('AD_HOC_SUB_PROCESS_INSTRUCTION', 'COMPLETED', key, {
    adHocSubProcessInstanceKey: key,
    cancelRemainingInstances,
    tenantId: instance.tenantId,
  });
  if (cancelRemainingInstances && p.state.elements.childCount(key) > 0) terminateChildren(p, key);
  if (isEmpty(p, key)) p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', key, instanceValue(instance));
}

/** The job that asks a worker what is to begin next. */
export function planAdHocJob(visit: Visit): JobPlan | Failure | undefined {
  return visit.element.job === undefined ? undefined : planJob(visit, visit.element.job);
}

/** Creates that job. */
export function createAdHocJob(visit: Visit, plan: JobPlan): void {
  createJob(visit, plan, { jobKind: 'AD_HOC_SUB_PROCESS' });
}

/** A worker has answered: its variables are local to the sub-process, then the elements it names begin, or the sub-process is over. */
export function completeAdHocJob(visit: Visit, variables: string, answer: AdHocAnswer): void {
  setLocal(visit.p, visit.instance, visit.key, variables);
  if (!answer.isCompletionConditionFulfilled || !answer.isCancelRemainingInstances) startElements(visit, answer.activateElements);
  if (answer.isCompletionConditionFulfilled) fulfil(visit, answer.isCancelRemainingInstances);
}

/** What a worker says. */
export interface AdHocAnswer {
  readonly activateElements: readonly Start[];
  readonly isCompletionConditionFulfilled: boolean;
  readonly isCancelRemainingInstances: boolean;
}

/** An inner instance has ended: the worker is asked again, with what is known now; a question still open is withdrawn. */
export function askAgain(visit: Visit): Failure | undefined {
  const plan = planAdHocJob(visit);
  if (plan === undefined || isFailure(plan)) return plan;
  cancelJob(visit.p, visit.instance.jobKey);
  createAdHocJob(visit, plan);
  return undefined;
}
