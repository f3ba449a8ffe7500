/** One right and one wrong model for each rule of user tasks: forms, assignment, schedule, priority and task listeners. */
import { between, extended, file, tag } from '../testing/bpmn-xml.ts';
import { ruleTable } from '../testing/rule-table.suite.ts';

function task(kind: string, ...extensions: readonly string[]): string {
  return file(between('x', tag(`bpmn:${kind}`, { id: 'x' }, extended(...extensions))));
}

function taskListeners(...events: readonly string[]): string {
  return tag('zeebe:taskListeners', {}, ...events.map((eventType, at) => tag('zeebe:taskListener', { eventType, type: `listener${at}` })));
}

ruleTable('user tasks', [
  ['as a job', task('userTask')],
  ['native', task('userTask', tag('zeebe:userTask'), tag('zeebe:formDefinition', { formId: 'form' }))],
  [
    'two forms',
    task('userTask', tag('zeebe:formDefinition', { formId: 'form', formKey: 'key' })),
    'x',
    'exactly one of formId and formKey',
  ],
  ['no form', task('userTask', tag('zeebe:formDefinition', {})), 'x', 'exactly one of formId and formKey'],
  ['empty form', task('userTask', tag('zeebe:formDefinition', { formId: '' })), 'x', 'exactly one of formId and formKey'],
  ['a reference for a native task', task('userTask', tag('zeebe:userTask'), tag('zeebe:formDefinition', { externalReference: 'r' }))],
  [
    'a reference for a job',
    task('userTask', tag('zeebe:formDefinition', { externalReference: 'r' })),
    'x',
    'exactly one of formId and formKey',
  ],
  [
    'a key for a native task',
    task('userTask', tag('zeebe:userTask'), tag('zeebe:formDefinition', { formKey: 'k' })),
    'x',
    'exactly one of formId and externalReference',
  ],
  ['a key with a binding that says nothing', task('userTask', tag('zeebe:formDefinition', { formKey: 'k', bindingType: 'deployment' }))],
  [
    'assignment',
    task('userTask', tag('zeebe:assignmentDefinition', { assignee: '=a', candidateGroups: 'a, b', candidateUsers: '=["c"]' })),
  ],
  ['wrong list', task('userTask', tag('zeebe:assignmentDefinition', { candidateGroups: 'a,,b' })), 'x', 'a list of names'],
  ['schedule', task('userTask', tag('zeebe:taskSchedule', { dueDate: '2030-01-01T10:00Z', followUpDate: '=d' }))],
  ['wrong due date', task('userTask', tag('zeebe:taskSchedule', { dueDate: 'tomorrow' })), 'x', 'date and time with an offset'],
  [
    'wrong follow-up date',
    task('userTask', tag('zeebe:taskSchedule', { followUpDate: '2030-01-01' })),
    'x',
    'date and time with an offset',
  ],
  ['priority', task('userTask', tag('zeebe:userTask'), tag('zeebe:priorityDefinition', { priority: '100' }))],
  [
    'priority too high',
    task('userTask', tag('zeebe:userTask'), tag('zeebe:priorityDefinition', { priority: '101' })),
    'x',
    'from 0 to 100',
  ],
  [
    'priority of text',
    task('userTask', tag('zeebe:userTask'), tag('zeebe:priorityDefinition', { priority: 'high' })),
    'x',
    'from 0 to 100',
  ],
  ['task listener', task('userTask', tag('zeebe:userTask'), taskListeners('completing', 'complete'))],
  ['task listener without native', task('userTask', taskListeners('completing')), 'x', 'beside zeebe:userTask'],
  ['task listener of unknown event', task('userTask', tag('zeebe:userTask'), taskListeners('sleeping')), 'x', "'eventType' to be creating"],
]);
