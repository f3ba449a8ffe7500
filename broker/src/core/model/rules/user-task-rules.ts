/** Rules for user tasks: form, assignment, schedule, priority and task listeners. */
import { parseDateTime } from '../time/date-time.ts';
import { attribute, extension, extensions, zeebeChildren } from '../xml/xml-element.ts';
import { bindingProblems } from './activity-rules.ts';
import { list } from './definition-rules.ts';
import {
  absentOrReadable,
  atMostOneExtension,
  expect,
  FINE,
  fixedText,
  present,
  presentAndReadable,
  readable,
  repeated,
  type Rule,
} from './rule.ts';

const single: Rule = (node) =>
  node.tag === 'userTask'
    ? atMostOneExtension(node, 'userTask', 'formDefinition', 'assignmentDefinition', 'taskSchedule', 'priorityDefinition', 'taskListeners')
    : FINE;

/** A form of the broker by id; beside it, what somebody else keeps: a key for workers, a reference for native tasks. */
const FORM_SOURCES = { job: ['formId', 'formKey'], native: ['formId', 'externalReference'] } as const;

const form: Rule = (node, context) => {
  if (node.tag !== 'userTask') return FINE;
  return extensions(node.xml, 'formDefinition').flatMap((one) => {
    const sources = FORM_SOURCES[extension(node.xml, 'userTask') === undefined ? 'job' : 'native'];
    const given = sources.filter((name) => attribute(one, name).trim() !== '');
    return [
      ...expect(given.length === 1, one, `exactly one of ${sources.join(' and ')} at this kind of user task`, `there are ${given.length}`),
      ...given.flatMap((name) => readable(one, name, context)),
      ...bindingProblems(one),
    ];
  });
};

const noBlanks = (text: string): boolean => list(text).every((part) => part !== '');

const assignment: Rule = (node, context) => {
  if (node.tag !== 'userTask') return FINE;
  return extensions(node.xml, 'assignmentDefinition').flatMap((one) => [
    ...['assignee', 'candidateGroups', 'candidateUsers'].flatMap((name) => readable(one, name, context)),
    ...['candidateGroups', 'candidateUsers'].flatMap((name) => fixedText(one, name, 'a list of names with commas', noBlanks)),
  ]);
};

const schedule: Rule = (node, context) => {
  if (node.tag !== 'userTask') return FINE;
  return extensions(node.xml, 'taskSchedule').flatMap((one) =>
    ['dueDate', 'followUpDate'].flatMap((name) => [
      ...readable(one, name, context),
      ...fixedText(one, name, 'an ISO 8601 date and time with an offset', (text) => parseDateTime(text) !== undefined),
    ]),
  );
};

/** Priorities run from 0 to 100. */
const priority: Rule = (node, context) => {
  if (node.tag !== 'userTask') return FINE;
  return extensions(node.xml, 'priorityDefinition').flatMap((one) => [
    ...absentOrReadable(one, 'priority', context),
    ...fixedText(one, 'priority', 'a whole number from 0 to 100', (text) => /^\d{1,3}$/.test(text) && Number(text) <= 100),
  ]);
};

/** What a task listener may listen to, with the names of older modelers. */
export const TASK_LISTENER_EVENTS: ReadonlyMap<string, 'creating' | 'assigning' | 'updating' | 'completing' | 'canceling'> = new Map([
  ['creating', 'creating'],
  ['create', 'creating'],
  ['assigning', 'assigning'],
  ['assignment', 'assigning'],
  ['updating', 'updating'],
  ['update', 'updating'],
  ['completing', 'completing'],
  ['complete', 'completing'],
  ['canceling', 'canceling'],
  ['cancel', 'canceling'],
] as const);

const taskListeners: Rule = (node, context) => {
  if (node.tag !== 'userTask') return FINE;
  const listeners = extensions(node.xml, 'taskListeners').flatMap((container) => zeebeChildren(container, 'taskListener'));
  const keys = listeners.map((one) => `${TASK_LISTENER_EVENTS.get(attribute(one, 'eventType')) ?? ''} ${attribute(one, 'type')}`);
  const native = extension(node.xml, 'userTask') !== undefined;
  return [
    ...expect(native || listeners.length === 0, node.xml, 'task listeners only beside zeebe:userTask', 'it is not there'),
    ...listeners.flatMap((one) => [
      ...present(one, 'eventType'),
      ...expect(
        TASK_LISTENER_EVENTS.has(attribute(one, 'eventType')),
        one,
        `'eventType' to be creating, assigning, updating, completing or canceling`,
        `it is '${attribute(one, 'eventType')}'`,
      ),
      ...presentAndReadable(one, 'type', context),
      ...absentOrReadable(one, 'retries', context),
    ]),
    ...expect(repeated(keys).length === 0, node.xml, 'each task listener type once per event', 'one is there more than once'),
  ];
};

/** Rules of user tasks. */
export const userTaskRules: readonly Rule[] = [single, form, assignment, schedule, priority, taskListeners];
