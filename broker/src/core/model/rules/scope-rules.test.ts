/** One right and one wrong model for each rule of containers and of the file. */
import {
  after,
  between,
  definitions,
  eventSubProcess,
  extended,
  file,
  message,
  path,
  process,
  referring,
  serviceTask,
  subProcess,
  tag,
  timer,
} from '../testing/bpmn-xml.ts';
import { ruleTable } from '../testing/rule-table.suite.ts';

const start = tag('bpmn:startEvent', { id: 'start' });
const timed = timer('timeDuration', 'PT1M');

ruleTable('start events', [
  ['one none start', file([start])],
  ['no start', file([tag('bpmn:endEvent', { id: 'end' })]), 'process', 'at least one start event'],
  ['two none starts', file([start, tag('bpmn:startEvent', { id: 'two' })]), 'process', 'at most one none start'],
  ['none and timer start', file([start, tag('bpmn:startEvent', { id: 'two' }, timer('timeDate', '2030-01-01T00:00:00Z'))])],
  ['two messages', file([starting('a', 'm1'), starting('b', 'm2')], message('m1', 'same'), message('m2', 'same'))],
  [
    'one message twice',
    file([starting('a', 'm1'), starting('b', 'm1')], message('m1', 'same')),
    'process',
    'each message at one start event',
  ],
  ['two signals', file([signalled('a', 's1'), signalled('b', 's2')], signal('s1', 'one'), signal('s2', 'two'))],
  [
    'one signal twice',
    file([signalled('a', 's1'), signalled('b', 's2')], signal('s1', 'one'), signal('s2', 'one')),
    'process',
    'each signal at one start event',
  ],
]);

function starting(id: string, ref: string): string {
  return tag('bpmn:startEvent', { id }, referring('message', ref));
}
function signalled(id: string, ref: string): string {
  return tag('bpmn:startEvent', { id }, referring('signal', ref));
}
function signal(id: string, name: string): string {
  return tag('bpmn:signal', { id, name });
}

ruleTable('sub-processes', [
  ['with a none start', file(between('sub', subProcess('sub', '')))],
  [
    'without start',
    file(between('sub', tag('bpmn:subProcess', { id: 'sub' }, tag('bpmn:endEvent', { id: 'inner' })))),
    'sub',
    'exactly one start event',
  ],
  [
    'with two starts',
    file(between('sub', subProcess('sub', '', tag('bpmn:startEvent', { id: 'inner' })))),
    'sub',
    'exactly one start event',
  ],
  [
    'with a timer start',
    file(between('sub', tag('bpmn:subProcess', { id: 'sub' }, tag('bpmn:startEvent', { id: 'inner' }, timed)))),
    'inner',
    'a none start event within a sub-process',
  ],
  ['event sub-process', file([start, eventSubProcess('sub', timed)])],
  ['event sub-process with a none start', file([start, eventSubProcess('sub', '')]), 'sub-start', 'waits for one event'],
  [
    'event sub-process with two starts',
    file([
      start,
      tag(
        'bpmn:subProcess',
        { id: 'sub', triggeredByEvent: 'true' },
        tag('bpmn:startEvent', { id: 'a' }, timed),
        tag('bpmn:startEvent', { id: 'b' }, timed),
      ),
    ]),
    'sub',
    'exactly one start event',
  ],
  ['event sub-process with a flow', file([start, eventSubProcess('sub', timed), path('start', 'sub')]), 'sub', 'no sequence flow'],
  [
    'event sub-process in a sub-process',
    file(between('sub', subProcess('sub', '', eventSubProcess('inner', timed, { isInterrupting: 'false' })))),
  ],
]);

ruleTable('ad-hoc sub-processes', [
  ['with a task', file(between('adhoc', adHoc({}, '', tag('bpmn:task', { id: 'a' }))))],
  ['with nothing', file(between('adhoc', adHoc({}, ''))), 'adhoc', 'at least one activity'],
  [
    'with a start',
    file(between('adhoc', adHoc({}, '', tag('bpmn:task', { id: 'a' }), tag('bpmn:startEvent', { id: 'inner' })))),
    'inner',
    'no start or end event',
  ],
  [
    'with an end',
    file(between('adhoc', adHoc({}, '', tag('bpmn:task', { id: 'a' }), tag('bpmn:endEvent', { id: 'inner' })))),
    'inner',
    'no start or end event',
  ],
  [
    'with chosen activities',
    file(between('adhoc', adHoc({}, extended(tag('zeebe:adHoc', { activeElementsCollection: '=list' })), tag('bpmn:task', { id: 'a' })))),
  ],
  [
    'with fixed chosen activities',
    file(between('adhoc', adHoc({}, extended(tag('zeebe:adHoc', { activeElementsCollection: 'list' })), tag('bpmn:task', { id: 'a' })))),
    'adhoc',
    "begins with '='",
  ],
  [
    'with a job',
    file(between('adhoc', adHoc({}, extended(tag('zeebe:taskDefinition', { type: 'agent' })), tag('bpmn:task', { id: 'a' })))),
  ],
  [
    'with a job and a condition',
    file(
      between(
        'adhoc',
        adHoc(
          {},
          extended(tag('zeebe:taskDefinition', { type: 'agent' })),
          tag('bpmn:task', { id: 'a' }),
          tag('bpmn:completionCondition', {}, '=done'),
        ),
      ),
    ),
    'adhoc',
    'no completion condition beside a job',
  ],
  [
    'with a job that lets the rest run',
    file(
      between(
        'adhoc',
        adHoc(
          { cancelRemainingInstances: 'false' },
          extended(tag('zeebe:taskDefinition', { type: 'agent' })),
          tag('bpmn:task', { id: 'a' }),
        ),
      ),
    ),
    'adhoc',
    'cancelRemainingInstances',
  ],
  [
    'with a fixed completion condition',
    file(between('adhoc', adHoc({}, '', tag('bpmn:task', { id: 'a' }), tag('bpmn:completionCondition', {}, 'done')))),
    'adhoc',
    "begins with '='",
  ],
]);

function adHoc(attributes: Readonly<Record<string, string>>, ...content: readonly string[]): string {
  return tag('bpmn:adHocSubProcess', { id: 'adhoc', ...attributes }, ...content);
}

ruleTable('process', [
  ['version tag', file([extended(tag('zeebe:versionTag', { value: 'v1' })), start])],
  ['empty version tag', file([extended(tag('zeebe:versionTag', { value: '' })), start])],
  ['job priority', file([extended(tag('zeebe:jobPriorityDefinition', { priority: '=7' })), start])],
  ['empty job priority', file([extended(tag('zeebe:jobPriorityDefinition', {})), start]), 'process', "attribute 'priority'"],
  ['none executable', definitions(tag('bpmn:process', { id: 'process' }, start)), 'definitions', 'at least one executable process'],
  ['none at all', definitions(), 'definitions', 'at least one executable process'],
  [
    'a pool',
    definitions(tag('bpmn:collaboration', { id: 'c' }, tag('bpmn:participant', { id: 'p', processRef: 'process' })), process(start)),
  ],
  [
    'lanes, data and notes',
    file([
      tag('bpmn:laneSet', { id: 'lanes' }, tag('bpmn:lane', { id: 'lane' }, tag('bpmn:flowNodeRef', {}, 'start'))),
      start,
      tag('bpmn:dataObject', { id: 'data' }),
      tag('bpmn:dataObjectReference', { id: 'dataRef', dataObjectRef: 'data' }),
      tag('bpmn:textAnnotation', { id: 'note' }, tag('bpmn:text', {}, 'read me')),
      tag('bpmn:association', { id: 'line', sourceRef: 'start', targetRef: 'note' }),
    ]),
  ],
]);

ruleTable('unsupported', [
  ['complex gateway', file(between('x', tag('bpmn:complexGateway', { id: 'x' }))), 'x', '<complexGateway> is not supported'],
  [
    'transaction',
    file(between('x', tag('bpmn:transaction', { id: 'x' }, tag('bpmn:startEvent', { id: 'inner' })))),
    'x',
    '<transaction> is not supported',
  ],
  ['unknown element', file([start, tag('bpmn:robotTask', { id: 'x' })]), 'x', 'BPMN 2.0 knows'],
  ['foreign element', file([start, '<note xmlns="urn:notes" id="x"/>']), 'x', 'within <extensionElements>'],
  ['foreign extension', file([extended('<note xmlns="urn:notes"><deep/></note>'), start])],
  [
    'unknown zeebe extension',
    file(
      between('work', tag('bpmn:serviceTask', { id: 'work' }, extended(tag('zeebe:taskDefinition', { type: 'a' }), tag('zeebe:tomorrow')))),
    ),
  ],
  ['misplaced element', definitions(process(start), serviceTask('x')), 'x', '<serviceTask> in its place'],
  ['misplaced definition', file([start, tag('bpmn:timerEventDefinition', { id: 'x' })]), 'x', 'in its place'],
  [
    'cancel end',
    file([start, tag('bpmn:endEvent', { id: 'x' }, tag('bpmn:cancelEventDefinition')), path('start', 'x')]),
    'x',
    'it is cancel',
  ],
]);

ruleTable('flags', [
  ['as digits', file([start, eventSubProcess('sub', timed, { isInterrupting: '0' })])],
  ['as words', file([start, eventSubProcess('sub', timed, { isInterrupting: 'no' })]), 'sub-start', 'to be true or false'],
]);

ruleTable('ids', [
  ['letters of any language', file([tag('bpmn:startEvent', { id: 'Größe_ß-1.2' })])],
  ['twice', file([start, tag('bpmn:endEvent', { id: 'start' })]), 'start', 'every id once'],
  ['with a blank', file([tag('bpmn:startEvent', { id: 'a b' })]), 'a b', "it is 'a b'"],
  ['with a digit first', file([tag('bpmn:startEvent', { id: '1a' })]), '1a', "it is '1a'"],
  ['of a process missing', definitions(tag('bpmn:process', { isExecutable: 'true' }, start)), 'definitions', 'to have an id'],
  [
    'flow to nowhere',
    file([start, tag('bpmn:sequenceFlow', { id: 'f', sourceRef: 'start', targetRef: 'gone' })]),
    'f',
    "'targetRef' to be a flow node of the same scope",
  ],
  ['flow from nowhere', file([start, tag('bpmn:sequenceFlow', { id: 'f', sourceRef: 'gone', targetRef: 'start' })]), 'f', "'sourceRef'"],
  [
    'flow across scopes',
    file([...after('sub', subProcess('sub', '')), tag('bpmn:sequenceFlow', { id: 'f', sourceRef: 'start', targetRef: 'sub-start' })]),
    'f',
    'of the same scope',
  ],
]);
