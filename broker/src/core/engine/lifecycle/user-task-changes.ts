/** Changes to the attributes of a user task: by an update of a person, or by the corrections of a listener. */
import type { Value } from '../../protocol/value-types.ts';

type TaskValue = Value<'USER_TASK'>;
/** What can be changed, under the names that records use, in their order. */
type Attribute = 'assignee' | 'candidateGroupsList' | 'candidateUsersList' | 'dueDate' | 'followUpDate' | 'priority';
const ATTRIBUTES: readonly Attribute[] = ['assignee', 'candidateGroupsList', 'candidateUsersList', 'dueDate', 'followUpDate', 'priority'];

/** The task with the named attributes taken from `changes`; `changedAttributes` says which ones are different now, besides those that were before. */
export function changeUserTask(value: TaskValue, changes: Pick<TaskValue, Attribute>, names: readonly string[]): TaskValue {
  const changed = ATTRIBUTES.filter((name) => names.includes(name) && !isSame(value[name], changes[name]));
  const taken = Object.fromEntries(changed.map((name) => [name, changes[name]])) as Partial<TaskValue>;
  const changedAttributes = ATTRIBUTES.filter((name) => changed.includes(name) || value.changedAttributes.includes(name));
  return { ...value, ...taken, changedAttributes };
}

/** What a listener's job result corrects. */
export function correctUserTask(value: TaskValue, { corrections, correctedAttributes }: Value<'JOB'>['result']): TaskValue {
  const { assignee, dueDate, followUpDate, candidateGroups, candidateUsers, priority } = corrections;
  const changes = { assignee, dueDate, followUpDate, candidateGroupsList: candidateGroups, candidateUsersList: candidateUsers, priority };
  return changeUserTask(value, changes, correctedAttributes);
}

function isSame(a: TaskValue[Attribute], b: TaskValue[Attribute]): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') return a === b;
  return a.length === b.length && a.every((entry, index) => entry === b[index]);
}
