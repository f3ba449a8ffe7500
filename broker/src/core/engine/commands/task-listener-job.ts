/** Completing the job of a task listener: the change of the user task goes on, corrected, or is denied. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { correctUserTask } from '../lifecycle/user-task-changes.ts';
import { continueUserTask, denyTransition, isDeniable } from '../lifecycle/user-tasks.ts';
import { visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { JobRow } from '../state/job-row.ts';

/** Highest priority; the lowest is 0. */
const PRIORITY_MAX = 100;

/** Processes JOB COMPLETE for a job of kind TASK_LISTENER. */
export function completeTaskListenerJob(p: Processing, command: RecordOf<'JOB'>, row: JobRow): Rejection | undefined {
  const visit = visitOf(p, row.value.elementInstanceKey);
  const task = visit === undefined ? undefined : p.state.userTasks.get(visit.instance.userTaskKey);
  const name = wireKey(p.config.partition, command.key);
  if (visit === undefined || task?.draft === undefined)
    return rejection('NOT_FOUND', `Expected to complete task listener job with key '${name}', but its user task is not changing`);
  const { result, variables } = command.value;
  const problem = problemOf(result, variables, isDeniable(task), task.state === 'CANCELING');
  if (problem !== undefined)
    return rejection('INVALID_ARGUMENT', `Expected to complete task listener job with key '${name}', but ${problem}`);
  p.answer(p.emit('JOB', 'COMPLETED', command.key, { ...row.value, variables, result }));
  if (result.denied) {
    denyTransition(visit, result.deniedReason);
    return undefined;
  }
  const corrected = correctUserTask(task.draft, result);
  if (corrected.changedAttributes.length > task.draft.changedAttributes.length || result.correctedAttributes.length > 0)
    p.emit('USER_TASK', 'CORRECTED', task.draft.userTaskKey, corrected);
  continueUserTask(visit);
  return undefined;
}

function problemOf(
  { denied, correctedAttributes, corrections }: RecordOf<'JOB'>['value']['result'],
  variables: string,
  deniable: boolean,
  canceling: boolean,
): string | undefined {
  if (variables !== '{}') return 'it gives variables, which task listeners cannot';
  if (denied && !deniable) return 'the transition it listens to cannot be denied';
  if (denied && correctedAttributes.length > 0) return 'it denies the transition and corrects it, too';
  if (canceling && correctedAttributes.length > 0) return 'it corrects a task that is being cancelled';
  if (correctedAttributes.includes('priority') && (corrections.priority < 0 || corrections.priority > PRIORITY_MAX))
    return `the priority ${corrections.priority} is not in 0 to ${PRIORITY_MAX}`;
  return undefined;
}
