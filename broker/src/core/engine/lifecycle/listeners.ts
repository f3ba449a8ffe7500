/** Execution listeners: jobs run one after another, before an element's own work or before it has completed. */
import type { ExecutionListener } from '../../model/executable.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Processing } from '../processing.ts';
import { continueActivation } from './activation.ts';
import { continueCompletion } from './completion.ts';
import { isScopeOpen } from './scope.ts';
import { createJob, planJob } from './jobs.ts';
import { type Failure, isFailure, type Visit, visitOf } from './visit.ts';

/** The listener to run now in this phase; undefined when all are done. A multi-instance body has none: its children run them. */
export function nextListener(visit: Visit, event: 'start' | 'end'): ExecutionListener | undefined {
  if (visit.element.executionListeners.length === 0 || hasNoListeners(visit)) return undefined;
  return visit.element.executionListeners.filter((listener) => listener.event === event)[visit.instance.listenersDone];
}

function hasNoListeners({ instance }: Visit): boolean {
  return instance.elementType === 'MULTI_INSTANCE_BODY' || instance.elementType === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE';
}

/** Creates the job of a listener. Headers are empty, as seen on the reference. */
export function createListenerJob(visit: Visit, listener: ExecutionListener): Failure | undefined {
  const plan = planJob(visit, { type: listener.type, retries: listener.retries, headers: {}, priority: undefined, linkedResources: [] });
  if (isFailure(plan)) return plan;
  createJob(visit, plan, { jobKind: 'EXECUTION_LISTENER', jobListenerEventType: listener.event === 'start' ? 'START' : 'END' });
  return undefined;
}

/** Processes COMPLETE_EXECUTION_LISTENER: the current listener's job is done, the element goes on. */
export function completeListenerCommand(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  const visit = visitOf(p, command.key);
  const isOpen = visit !== undefined && isScopeOpen(visit);
  if (isOpen && visit.instance.state === 'ACTIVATING') continueActivation(visit);
  else if (isOpen && visit.instance.state === 'COMPLETING') continueCompletion(visit, undefined);
  else
    return rejection(
      'INVALID_STATE',
      `Expected to go on with element instance ${command.key} after its listener, but it is not in that phase`,
    );
  return undefined;
}
