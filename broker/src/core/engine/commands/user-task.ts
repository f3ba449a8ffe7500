/** Processors of USER_TASK: what people do to native user tasks, and the repeat of a listener that could not be made. */
import { parseDateTime } from '../../model/time/date-time.ts';
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { changeUserTask } from '../lifecycle/user-task-changes.ts';
import { beginTransition, continueUserTask, denyTransition } from '../lifecycle/user-tasks.ts';
import { canTrigger } from '../lifecycle/trigger.ts';
import { type Visit, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

type Command = RecordOf<'USER_TASK'>;
type TaskValue = Value<'USER_TASK'>;

/** Highest priority; the lowest is 0. */
const PRIORITY_MAX = 100;

/** The processors. */
export const userTaskCommands: Processors<'USER_TASK'> = {
  COMPLETE: complete,
  ASSIGN: (p, command) => assign(p, command, 'assign'),
  CLAIM: claim,
  UPDATE: update,
  COMPLETE_TASK_LISTENER: goOn,
  DENY_TASK_LISTENER: deny,
  CREATE: onlyInside,
  CANCEL: onlyInside,
};

interface OpenTask {
  readonly visit: Visit;
  readonly value: TaskValue;
}

/** The task of a command, if nothing else is being done to it. */
function openTask(p: Processing, key: number, verb: string): OpenTask | Rejection {
  const row = p.state.userTasks.get(key);
  const visit = row === undefined ? undefined : visitOf(p, row.value.elementInstanceKey);
  const name = wireKey(p.config.partition, key);
  if (row === undefined || visit === undefined) {
    return rejection('NOT_FOUND', `Expected to ${verb} user task with key '${name}', but no such user task was found`);
  }
  if (row.state === 'CREATED' && canTrigger(visit)) return { visit, value: row.value };
  const state = row.state === 'CREATED' ? visit.instance.state : row.state;
  return rejection('INVALID_STATE', `Expected to ${verb} user task with key '${name}', but it is in state '${state}'`);
}

function complete(p: Processing, command: Command): Rejection | undefined {
  const open = openTask(p, command.key, 'complete');
  if ('reason' in open) return open;
  const { variables, action } = command.value;
  beginTransition(open.visit, 'COMPLETING', { ...open.value, variables, action: action === '' ? 'complete' : action });
  return undefined;
}

function assign(p: Processing, command: Command, verb: string): Rejection | undefined {
  const open = openTask(p, command.key, verb);
  if ('reason' in open) return open;
  const { assignee, action } = command.value;
  beginTransition(open.visit, 'ASSIGNING', { ...open.value, assignee, action: action === '' ? verb : action });
  return undefined;
}

function claim(p: Processing, command: Command): Rejection | undefined {
  const open = openTask(p, command.key, 'claim');
  if ('reason' in open) return open;
  const holder = open.value.assignee;
  if (holder === '' || holder === command.value.assignee) return assign(p, command, 'claim');
  const name = wireKey(p.config.partition, command.key);
  return rejection('INVALID_STATE', `Expected to claim user task with key '${name}', but it has already been assigned`);
}

function update(p: Processing, command: Command): Rejection | undefined {
  const open = openTask(p, command.key, 'update');
  if ('reason' in open) return open;
  const { value } = command;
  const problem = problemOf(value);
  if (problem !== undefined) {
    const name = wireKey(p.config.partition, command.key);
    return rejection('INVALID_ARGUMENT', `Expected to update user task with key '${name}', but ${problem}`);
  }
  const changed = changeUserTask(open.value, value, value.changedAttributes);
  beginTransition(open.visit, 'UPDATING', { ...changed, action: value.action === '' ? 'update' : value.action });
  return undefined;
}

function problemOf({ changedAttributes, dueDate, followUpDate, priority }: TaskValue): string | undefined {
  for (const date of [dueDate, followUpDate])
    if (date !== '' && parseDateTime(date) === undefined) return `'${date}' is no date and time with an offset`;
  if (changedAttributes.includes('priority') && (priority < 0 || priority > PRIORITY_MAX))
    return `the priority ${priority} is not in 0 to ${PRIORITY_MAX}`;
  return undefined;
}

/** An incident of a listener was resolved. */
function goOn(p: Processing, command: Command): Rejection | undefined {
  const visit = visitOfTask(p, command);
  if (visit === undefined) return rejection('NOT_FOUND', `Expected to go on with user task ${command.key}, but it has ended`);
  if (visit.instance.jobKey < 0) continueUserTask(visit);
  return undefined;
}

function deny(p: Processing, command: Command): Rejection | undefined {
  const visit = visitOfTask(p, command);
  if (visit === undefined) return rejection('NOT_FOUND', `Expected to deny a change of user task ${command.key}, but it has ended`);
  denyTransition(visit, command.value.deniedReason);
  return undefined;
}

function visitOfTask(p: Processing, command: Command): Visit | undefined {
  const row = p.state.userTasks.get(command.key);
  return row === undefined ? undefined : visitOf(p, row.value.elementInstanceKey);
}

function onlyInside(_p: Processing, command: Command): Rejection {
  return rejection(
    'INVALID_STATE',
    `Expected user tasks to come and go with their elements, but '${command.intent}' was asked for by itself`,
  );
}
