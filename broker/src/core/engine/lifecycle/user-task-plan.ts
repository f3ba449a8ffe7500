/** Evaluates what a user task is told by its model: people, dates, form, priority. Nothing is written here. */
import type { Value } from '../../protocol/value-types.ts';
import { formatDateTimeJson } from '../../feel/temporal.ts';
import { asTemporal, isList } from '../../feel/value.ts';
import type { Scope } from '../../feel/expression.ts';
import type { ModelText, UserTask } from '../../model/executable.ts';
import { parseDateTime } from '../../model/time/date-time.ts';
import { evaluateText, integerOf, scopeOf, stringOf, wrongType } from '../expressions.ts';
import type { FileRow } from '../state/versioned-files.ts';
import { bindingText, boundVersion } from './bound-version.ts';
import { type Failure, failure, isFailure, type Visit } from './visit.ts';

/** Priority of a user task whose model does not say. */
export const PRIORITY_DEFAULT = 50;
/** Highest priority; the lowest is 0. */
const PRIORITY_MAX = 100;

/** Everything evaluated; absent texts and lists are empty. */
export interface UserTaskPlan {
  readonly assignee: string;
  readonly candidateGroups: readonly string[] | undefined;
  readonly candidateUsers: readonly string[] | undefined;
  readonly dueDate: string;
  readonly followUpDate: string;
  readonly priority: number;
  readonly form: FileRow<Value<'FORM'>> | undefined;
  /** Key of an embedded or custom form, as a job's header shows it. */
  readonly formKey: string;
  readonly externalForm: string;
}

/** Evaluates a user task in the view of its element instance. */
export function planUserTask(visit: Visit, task: UserTask): UserTaskPlan | Failure {
  const scope = scopeOf(visit.p, visit.key);
  const assignee = task.assignee === undefined ? '' : stringOf(visit.p, task.assignee, scope);
  if (isFailure(assignee)) return assignee;
  const candidateGroups = namesOf(visit, task.candidateGroups, scope);
  if (isFailure(candidateGroups)) return candidateGroups;
  const candidateUsers = namesOf(visit, task.candidateUsers, scope);
  if (isFailure(candidateUsers)) return candidateUsers;
  const dueDate = dateOf(visit, task.dueDate, scope);
  if (isFailure(dueDate)) return dueDate;
  const followUpDate = dateOf(visit, task.followUpDate, scope);
  if (isFailure(followUpDate)) return followUpDate;
  const form = formOf(visit, task, scope);
  if (isFailure(form)) return form;
  const priority = priorityOf(visit, task, scope);
  if (isFailure(priority)) return priority;
  return { assignee, candidateGroups, candidateUsers, dueDate, followUpDate, priority, ...form };
}

/** A list of names: fixed text with commas, or an expression that gives a list of texts. */
function namesOf(visit: Visit, text: ModelText | undefined, scope: Scope): readonly string[] | undefined | Failure {
  if (text === undefined) return undefined;
  if (text.kind === 'text') {
    const names = text.text.split(',').map((name) => name.trim());
    return names.length === 1 && names[0] === '' ? undefined : names;
  }
  const outcome = evaluateText(visit.p, text, scope);
  if ('errorType' in outcome) return outcome;
  if (!isList(outcome.value)) return wrongType(text.expression.text, "'ARRAY'", outcome);
  const names: string[] = [];
  for (const entry of outcome.value) {
    if (typeof entry !== 'string') return wrongType(text.expression.text, "'ARRAY' containing 'STRING' items only", outcome);
    names.push(entry);
  }
  return names;
}

/** A date and time with an offset in its shortest form; empty where the model gives null or an empty text. */
function dateOf(visit: Visit, text: ModelText | undefined, scope: Scope): string | Failure {
  if (text === undefined) return '';
  const outcome = evaluateText(visit.p, text, scope);
  if ('errorType' in outcome) return outcome;
  const { value } = outcome;
  if (value === null || value === '') return '';
  const shortest = typeof value === 'string' ? shortestDate(value) : undefined;
  if (shortest !== undefined) return shortest;
  const temporal = asTemporal(value);
  if (temporal?.kind === 'date-time' && temporal.zone !== undefined) return formatDateTimeJson(temporal);
  return wrongType(text.kind === 'text' ? text.text : text.expression.text, "one of 'DATE_TIME' with an offset, 'STRING'", outcome);
}

const DATE_PARTS = /^(.{10}T\d\d:\d\d)(?::(\d\d))?(\.\d+)?(Z|[+-][\d:]+)?(\[.+\])?$/i;

/** A date and time without zero seconds, as the reference writes it; undefined if the text is none. */
export function shortestDate(text: string): string | undefined {
  const match = parseDateTime(text) === undefined ? null : DATE_PARTS.exec(text);
  if (match === null) return undefined;
  const [, minute = '', second = '00', fraction = '', offset = '', zone = ''] = match;
  const digits = fraction.replace(/0+$/, '');
  const seconds = second === '00' && digits.length < 2 ? '' : `:${second}${digits.length < 2 ? '' : digits}`;
  return `${minute.toUpperCase()}${seconds}${/^(z|[+-]00(:00)*)$/i.test(offset) ? 'Z' : offset}${zone}`;
}

type FormPlan = Pick<UserTaskPlan, 'form' | 'formKey' | 'externalForm'>;

function formOf(visit: Visit, task: UserTask, scope: Scope): FormPlan | Failure {
  const none = { form: undefined, formKey: task.embeddedFormKey, externalForm: '' };
  if (task.form === undefined) return none;
  if ('external' in task.form) {
    const external = stringOf(visit.p, task.form.external, scope);
    return isFailure(external) ? external : { ...none, externalForm: external };
  }
  if ('key' in task.form) {
    const formKey = stringOf(visit.p, task.form.key, scope);
    return isFailure(formKey) ? formKey : { ...none, formKey };
  }
  const id = stringOf(visit.p, task.form.id, scope);
  if (isFailure(id)) return id;
  const form = boundVersion(visit, visit.p.state.forms.versions, id, task.form.binding);
  if (form !== undefined) return { ...none, form };
  const where = bindingText(task.form.binding);
  return failure(
    'FORM_NOT_FOUND',
    `Expected to find a form with id '${id}'${where}, but there is none. Deploy it and resolve the incident.`,
  );
}

function priorityOf(visit: Visit, task: UserTask, scope: Scope): number | Failure {
  if (task.priority === undefined) return PRIORITY_DEFAULT;
  const priority = integerOf(visit.p, task.priority, scope);
  if (isFailure(priority) || (priority >= 0 && priority <= PRIORITY_MAX)) return priority;
  return failure('EXTRACT_VALUE_ERROR', `Expected a priority from 0 to ${PRIORITY_MAX}, but it is ${priority}`);
}
