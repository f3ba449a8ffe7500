/** One right and one wrong model for each rule of activities, gateways, mappings, listeners, handlers and compensation. */
import {
  after,
  between,
  eventSubProcess,
  extended,
  file,
  flow,
  message,
  path,
  referring,
  serviceTask,
  subProcess,
  tag,
  timer,
  withBoundary,
} from '../testing/bpmn-xml.ts';
import { ruleTable } from '../testing/rule-table.suite.ts';

type Attributes = Readonly<Record<string, string>>;
const job = tag('zeebe:taskDefinition', { type: 'work' });
const start = tag('bpmn:startEvent', { id: 'start' });

function task(kind: string, ...extensions: readonly string[]): string {
  return file(between('x', tag(`bpmn:${kind}`, { id: 'x' }, extended(...extensions))), message('m', 'm'));
}

function publishing(timeToLive: string): string {
  const extension = extended(tag('zeebe:publishMessage', { correlationKey: '=id', timeToLive }));
  return file(between('x', tag('bpmn:sendTask', { id: 'x', messageRef: 'm' }, extension)), message('m', 'm'));
}

ruleTable('tasks', [
  ['service', task('serviceTask', job)],
  ['service without job', task('serviceTask'), 'x', 'exactly one extension element zeebe:taskDefinition'],
  ['service with two jobs', task('serviceTask', job, job), 'x', 'there are 2'],
  ['service without type', task('serviceTask', tag('zeebe:taskDefinition', { type: '' })), 'x', "attribute 'type'"],
  ['service with a wrong type', task('serviceTask', tag('zeebe:taskDefinition', { type: '=a +' })), 'x', 'FEEL'],
  [
    'service with a wrong retries expression',
    task('serviceTask', tag('zeebe:taskDefinition', { type: 'a', retries: '=a +' })),
    'x',
    'FEEL',
  ],
  [
    'a linked resource',
    task('serviceTask', job, tag('zeebe:linkedResources', {}, tag('zeebe:linkedResource', { resourceId: 'r', resourceType: 'RPA' }))),
  ],
  [
    'a linked resource without id',
    task('serviceTask', job, tag('zeebe:linkedResources', {}, tag('zeebe:linkedResource', { resourceType: 'RPA' }))),
    'x',
    "attribute 'resourceId'",
  ],
  [
    'a linked resource with an odd binding',
    task(
      'serviceTask',
      job,
      tag('zeebe:linkedResources', {}, tag('zeebe:linkedResource', { resourceId: 'r', resourceType: 'RPA', bindingType: 'newest' })),
    ),
    'x',
    "'bindingType'",
  ],
  ['a message that lives for no time we know', publishing('soon'), 'x', 'ISO 8601 duration'],
  ['service with empty retries', task('serviceTask', tag('zeebe:taskDefinition', { type: 'a', retries: '' }))],
  ['service with blank retries', task('serviceTask', tag('zeebe:taskDefinition', { type: 'a', retries: ' ' })), 'x', "attribute 'retries'"],
  ['service with retries text', task('serviceTask', tag('zeebe:taskDefinition', { type: 'a', retries: 'abc' }))],
  ['headers', task('serviceTask', job, tag('zeebe:taskHeaders', {}, tag('zeebe:header', { key: 'a', value: '' })))],
  ['header without key', task('serviceTask', job, tag('zeebe:taskHeaders', {}, tag('zeebe:header', { value: 'b' })))],
  [
    'header twice',
    task('serviceTask', job, tag('zeebe:taskHeaders', {}, ...['1', '2'].map((value) => tag('zeebe:header', { key: 'k', value })))),
    'x',
    "'k' is there more than once",
  ],
  ['script', task('scriptTask', tag('zeebe:script', { expression: '=1', resultVariable: 'a' }))],
  ['script as a job', task('scriptTask', job)],
  ['script both ways', task('scriptTask', tag('zeebe:script', { expression: '=1', resultVariable: 'a' }), job), 'x', 'there are 2'],
  ['script fixed', task('scriptTask', tag('zeebe:script', { expression: '1', resultVariable: 'a' })), 'x', "begins with '='"],
  ['script without result', task('scriptTask', tag('zeebe:script', { expression: '=1' })), 'x', "attribute 'resultVariable'"],
  ['decision', task('businessRuleTask', tag('zeebe:calledDecision', { decisionId: 'd', resultVariable: 'r' }))],
  [
    'decision without result',
    task('businessRuleTask', tag('zeebe:calledDecision', { decisionId: 'd' })),
    'x',
    "attribute 'resultVariable'",
  ],
  ['decision without id', task('businessRuleTask', tag('zeebe:calledDecision', { resultVariable: 'r' })), 'x', "attribute 'decisionId'"],
  [
    'decision and job',
    task('businessRuleTask', tag('zeebe:calledDecision', { decisionId: 'd', resultVariable: 'r' }), job),
    'x',
    'there are 2',
  ],
  ['send as a job', task('sendTask', job)],
  ['send nothing', task('sendTask'), 'x', 'zeebe:taskDefinition or zeebe:publishMessage'],
  ['send to publish', publishing('PT1H')],
  [
    'send to publish nothing',
    task('sendTask', tag('zeebe:publishMessage', { correlationKey: '=id' })),
    'x',
    "'messageRef' to name a message",
  ],
  ['call', task('callActivity', tag('zeebe:calledElement', { processId: 'child' }))],
  ['call computed', task('callActivity', tag('zeebe:calledElement', { processId: '=child' }))],
  ['call nothing', task('callActivity'), 'x', 'exactly one extension element zeebe:calledElement'],
  ['call without id', task('callActivity', tag('zeebe:calledElement', { processId: '' })), 'x', "attribute 'processId'"],
  ['call a version', task('callActivity', tag('zeebe:calledElement', { processId: 'c', bindingType: 'versionTag', versionTag: 'v1' }))],
  [
    'call a version without tag',
    task('callActivity', tag('zeebe:calledElement', { processId: 'c', bindingType: 'versionTag' })),
    'x',
    "attribute 'versionTag'",
  ],
  [
    'call a tag that is not bound',
    task('callActivity', tag('zeebe:calledElement', { processId: 'c', bindingType: 'deployment', versionTag: 'v1' })),
    'x',
    "'versionTag' only where",
  ],
  ['call with empty attributes', task('callActivity', tag('zeebe:calledElement', { processId: 'c', bindingType: '', versionTag: '' }))],
  [
    'call an unknown binding',
    task('callActivity', tag('zeebe:calledElement', { processId: 'c', bindingType: 'newest' })),
    'x',
    "'bindingType'",
  ],
  ['manual', task('manualTask')],
  ['job priority', task('serviceTask', job, tag('zeebe:jobPriorityDefinition', { priority: '=p' }))],
]);

function looped(attributes: Attributes, ...content: readonly string[]): string {
  const loop = tag('bpmn:multiInstanceLoopCharacteristics', {}, extended(tag('zeebe:loopCharacteristics', attributes)), ...content);
  return file(between('x', serviceTask('x', loop)));
}

ruleTable('loops', [
  ['over a collection', looped({ inputCollection: '=list' })],
  ['without collection', looped({}), 'x', "attribute 'inputCollection'"],
  ['over fixed text', looped({ inputCollection: 'list' }), 'x', "begins with '='"],
  ['with output', looped({ inputCollection: '=list', outputCollection: 'all', outputElement: '=one' })],
  ['with half an output', looped({ inputCollection: '=list', outputCollection: 'all' }), 'x', 'together'],
  ['with fixed output', looped({ inputCollection: '=list', outputCollection: 'all', outputElement: 'one' }), 'x', "begins with '='"],
  ['with a condition', looped({ inputCollection: '=list' }, tag('bpmn:completionCondition', {}, '=enough'))],
  ['with an empty condition', looped({ inputCollection: '=list' }, tag('bpmn:completionCondition', {}, ' '))],
  ['with a wrong condition', looped({ inputCollection: '=list' }, tag('bpmn:completionCondition', {}, '=enough +')), 'x', 'FEEL'],
  [
    'without extension',
    file(between('x', serviceTask('x', tag('bpmn:multiInstanceLoopCharacteristics', { id: 'loop' })))),
    'loop',
    'zeebe:loopCharacteristics',
  ],
  ['standard', file(between('x', serviceTask('x', tag('bpmn:standardLoopCharacteristics', { id: 'loop' })))), 'loop', 'standard loop'],
]);

function mapped(kind: string, attributes: Attributes): string {
  return task('serviceTask', job, tag('zeebe:ioMapping', {}, tag(`zeebe:${kind}`, attributes)));
}

ruleTable('mappings', [
  ['input', mapped('input', { source: '=a', target: 'b.c' })],
  ['fixed input', mapped('input', { source: 'text', target: 'b' })],
  ['empty input', mapped('input', { source: '', target: 'b' }), 'x', "attribute 'source'"],
  ['output', mapped('output', { source: '=a', target: 'b' })],
  ['fixed output', mapped('output', { source: 'a', target: 'b' }), 'x', "begins with '='"],
  ['wrong source', mapped('input', { source: '=a +', target: 'b' }), 'x', 'FEEL'],
  ['no target', mapped('input', { source: '=a', target: '' }), 'x', "'target'"],
  ['wrong target', mapped('input', { source: '=a', target: 'a-b' }), 'x', "'target'"],
  ['reserved target', mapped('input', { source: '=a', target: 'null' }), 'x', "'target'"],
]);

function listeners(...all: readonly Attributes[]): string {
  return tag('zeebe:executionListeners', {}, ...all.map((one) => tag('zeebe:executionListener', one)));
}
const begin = { eventType: 'start', type: 'a' };
const finish = { eventType: 'end', type: 'a' };

ruleTable('execution listeners', [
  ['both', task('serviceTask', job, listeners(begin, finish, { eventType: 'end', type: 'b', retries: '1' }))],
  ['twice', task('serviceTask', job, listeners(begin, begin)), 'x', 'once per event'],
  ['unknown event', task('serviceTask', job, listeners({ eventType: 'middle', type: 'a' })), 'x', 'to be start or end'],
  ['without type', task('serviceTask', job, listeners({ eventType: 'start' })), 'x', "attribute 'type'"],
  ['end at a start event', file([tag('bpmn:startEvent', { id: 'x' }, extended(listeners(finish)))])],
  ['start at a start event', file([tag('bpmn:startEvent', { id: 'x' }, extended(listeners(begin)))]), 'x', "no 'start' listener"],
  [
    'start at a boundary event',
    file(withBoundary(extended(listeners(begin)) + timer('timeDuration', 'PT1S'))),
    'boundary',
    "no 'start' listener",
  ],
  ['start at a gateway', file(between('x', tag('bpmn:parallelGateway', { id: 'x' }, extended(listeners(begin)))))],
  ['end at a gateway', file(between('x', tag('bpmn:parallelGateway', { id: 'x' }, extended(listeners(finish))))), 'x', "no 'end' listener"],
  [
    'end at an error end',
    file(
      after('x', tag('bpmn:endEvent', { id: 'x' }, extended(listeners(finish)), referring('error', 'e'))),
      tag('bpmn:error', { id: 'e', errorCode: 'E' }),
    ),
    'x',
    "no 'end' listener",
  ],
]);

function choice(kind: string, attributes: Attributes, ...flows: readonly string[]): string {
  return file([
    ...after('x', tag(`bpmn:${kind}`, { id: 'x', ...attributes })),
    tag('bpmn:endEvent', { id: 'a' }),
    tag('bpmn:endEvent', { id: 'b' }),
    ...flows,
  ]);
}

ruleTable('flows', [
  ['exclusive', choice('exclusiveGateway', {}, flow('x', 'a', '=y'), flow('x', 'b', '=not(y)'))],
  ['exclusive with default', choice('exclusiveGateway', { default: 'x-b' }, flow('x', 'a', '=y'), flow('x', 'b'))],
  [
    'exclusive without condition',
    choice('exclusiveGateway', {}, flow('x', 'a', '=y'), flow('x', 'b')),
    'x-b',
    'a condition, or to be the default',
  ],
  [
    'inclusive without condition',
    choice('inclusiveGateway', {}, flow('x', 'a'), flow('x', 'b', '=y')),
    'x-a',
    'a condition, or to be the default',
  ],
  ['single without condition', file(between('x', tag('bpmn:exclusiveGateway', { id: 'x' })))],
  ['fixed condition', choice('exclusiveGateway', {}, flow('x', 'a', '=y'), flow('x', 'b', 'yes')), 'x-b', "begins with '='"],
  [
    'foreign default',
    choice('exclusiveGateway', { default: 'start-x' }, flow('x', 'a', '=y'), flow('x', 'b', '=y')),
    'x',
    'the default flow to start at the gateway',
  ],
  [
    'condition behind a task',
    file([...after('x', serviceTask('x')), tag('bpmn:endEvent', { id: 'a' }), flow('x', 'a', '=y')]),
    'x-a',
    'only behind an exclusive or inclusive gateway',
  ],
  ['parallel', choice('parallelGateway', {}, flow('x', 'a'), flow('x', 'b'))],
]);

function race(...events: readonly string[]): string {
  const ids = events.map((_, at) => `event${at}`);
  const all = events.map((event, at) => tag('bpmn:intermediateCatchEvent', { id: ids[at] ?? '' }, event));
  return file(
    [...after('x', tag('bpmn:eventBasedGateway', { id: 'x' })), ...all, ...ids.map((id) => path('x', id))],
    message('m', 'm', '=k'),
    tag('bpmn:signal', { id: 's', name: 's' }),
  );
}
const timed = timer('timeDuration', 'PT1M');

ruleTable('event-based gateways', [
  ['timer and message', race(timed, referring('message', 'm'), referring('signal', 's'))],
  ['one event', race(timed), 'x', 'at least two outgoing'],
  ['one message twice', race(referring('message', 'm'), referring('message', 'm')), 'x', 'each message at one event'],
  [
    'a link',
    file([
      ...after('x', tag('bpmn:eventBasedGateway', { id: 'x' })),
      tag('bpmn:intermediateCatchEvent', { id: 'a' }, timed),
      tag('bpmn:intermediateCatchEvent', { id: 'b' }, tag('bpmn:linkEventDefinition', { id: 'l', name: 'l' })),
      path('x', 'a'),
      path('x', 'b'),
    ]),
    'x',
    "'b' is none",
  ],
  [
    'a task',
    file([
      ...after('x', tag('bpmn:eventBasedGateway', { id: 'x' })),
      tag('bpmn:intermediateCatchEvent', { id: 'a' }, timed),
      serviceTask('b'),
      path('x', 'a'),
      path('x', 'b'),
    ]),
    'x',
    "'b' is none",
  ],
  [
    'another way in',
    file([
      start,
      tag('bpmn:parallelGateway', { id: 'fork' }),
      tag('bpmn:eventBasedGateway', { id: 'x' }),
      tag('bpmn:intermediateCatchEvent', { id: 'a' }, timed),
      tag('bpmn:intermediateCatchEvent', { id: 'b' }, timed),
      path('start', 'fork', 'x', 'a'),
      path('fork', 'b'),
      path('x', 'b'),
    ]),
    'b',
    'no other incoming',
  ],
]);

function handlers(...definitions: readonly string[]): string {
  const events = definitions.flatMap((definition, at) => [
    tag('bpmn:boundaryEvent', { id: `b${at}`, attachedToRef: 'work' }, definition),
    path(`b${at}`, 'end'),
  ]);
  const beside = [
    message('m', 'm', '=k'),
    message('m2', 'm', '=k'),
    tag('bpmn:error', { id: 'e', errorCode: 'E' }),
    tag('bpmn:error', { id: 'f', errorCode: 'F' }),
  ];
  return file([...between('work', serviceTask('work')), ...events], ...beside);
}

ruleTable('handlers', [
  ['two errors', handlers(referring('error', 'e'), referring('error', 'f'))],
  ['an error and a catch-all', handlers(referring('error', 'e'), referring('error'))],
  ['one error twice', handlers(referring('error', 'e'), referring('error', 'e')), 'work', "several handle error 'E'"],
  ['two catch-alls', handlers(referring('error'), referring('error')), 'work', "several handle error ''"],
  ['one message name twice', handlers(referring('message', 'm'), referring('message', 'm2')), 'work', "several handle message 'm'"],
  ['two timers', handlers(timed, timed)],
  [
    'two event sub-processes',
    file(
      [start, eventSubProcess('a', referring('error', 'e')), eventSubProcess('b', referring('error', 'e'))],
      tag('bpmn:error', { id: 'e', errorCode: 'E' }),
    ),
    'process',
    "several handle error 'E'",
  ],
  [
    'receive against boundary',
    file(
      [
        ...between('x', tag('bpmn:receiveTask', { id: 'x', messageRef: 'm' })),
        tag('bpmn:boundaryEvent', { id: 'b', attachedToRef: 'x' }, referring('message', 'm')),
        path('b', 'end'),
      ],
      message('m', 'm', '=k'),
    ),
    'x',
    'another message',
  ],
]);

function undoing(
  handler: string,
  association = tag('bpmn:association', { id: 'a', sourceRef: 'b', targetRef: 'undo' }),
  ...more: readonly string[]
): string {
  const boundary = tag('bpmn:boundaryEvent', { id: 'b', attachedToRef: 'work' }, tag('bpmn:compensateEventDefinition', { id: 'c' }));
  return file([...between('work', serviceTask('work')), boundary, handler, ...more, association]);
}
const undo = tag('bpmn:serviceTask', { id: 'undo', isForCompensation: 'true' }, extended(job));

function raising(attributes: Attributes): string {
  const event = tag('bpmn:endEvent', { id: 'raise' }, tag('bpmn:compensateEventDefinition', { id: 'd', ...attributes }));
  return undoing(undo, undefined, event, serviceTask('plain'));
}

ruleTable('compensation', [
  ['with a handler', undoing(undo)],
  ['without association', undoing(undo, ''), 'b', 'exactly one association'],
  ['with an ordinary task', undoing(serviceTask('undo'))],
  ['with an event', undoing(tag('bpmn:intermediateThrowEvent', { id: 'undo' })), 'undo', 'to be an activity'],
  ['handler with a flow', undoing(undo, undefined, path('undo', 'end')), 'undo', 'no sequence flow'],
  ['boundary with a flow', undoing(undo, undefined, path('b', 'end')), 'b', 'no outgoing sequence flow of a compensation'],
  ['throw', raising({})],
  ['throw for one activity', raising({ activityRef: 'work' })],
  ['throw for nothing', raising({ activityRef: 'gone' }), 'd', 'to name an activity of the same scope'],
  ['throw for one without handler', raising({ activityRef: 'plain' }), 'd', 'with a compensation handler'],
  ['throw without waiting', raising({ waitForCompletion: 'false' }), 'd', "'waitForCompletion' not to be false"],
  [
    'listener at the boundary',
    file([
      ...between('work', serviceTask('work')),
      tag(
        'bpmn:boundaryEvent',
        { id: 'b', attachedToRef: 'work' },
        extended(listeners(finish)),
        tag('bpmn:compensateEventDefinition', { id: 'c' }),
      ),
      undo,
      tag('bpmn:association', { id: 'a', sourceRef: 'b', targetRef: 'undo' }),
    ]),
    'b',
    'no execution listener at a compensation',
  ],
]);

function loop(...ids: readonly string[]): readonly string[] {
  return [
    tag('bpmn:exclusiveGateway', { id: 'x', default: 'x-end' }),
    tag('bpmn:endEvent', { id: 'end' }),
    flow('x', 'end'),
    flow('x', ids[0] ?? '', '=again'),
    path('start', ...ids, 'x'),
  ];
}

ruleTable('loops that never wait', [
  ['through a service task', file([start, serviceTask('a'), ...loop('a')])],
  [
    'through a script',
    file([
      start,
      tag('bpmn:scriptTask', { id: 'a' }, extended(tag('zeebe:script', { expression: '=1', resultVariable: 'r' }))),
      ...loop('a'),
    ]),
  ],
  ['through gateways only', file([start, tag('bpmn:exclusiveGateway', { id: 'a' }), ...loop('a')])],
  ['through a task', file([start, tag('bpmn:task', { id: 'a' }), ...loop('a')]), 'a', 'waits'],
  ['through a throw', file([start, tag('bpmn:intermediateThrowEvent', { id: 'a' }), ...loop('a')]), 'a', 'waits'],
  [
    'through a sub-process',
    file([start, subProcess('a', '', tag('bpmn:task', { id: 'inner' }), path('a-start', 'inner')), ...loop('a')]),
    'a',
    'waits',
  ],
  ['through a sub-process that waits', file([start, subProcess('a', '', serviceTask('inner'), path('a-start', 'inner')), ...loop('a')])],
  ['through a task with a listener', file([start, tag('bpmn:task', { id: 'a' }, extended(listeners(begin))), ...loop('a')])],
  [
    'through a call of itself',
    file(between('a', tag('bpmn:callActivity', { id: 'a' }, extended(tag('zeebe:calledElement', { processId: 'process' }))))),
    'a',
    'calls itself',
  ],
  [
    'through a call of itself behind a job',
    file([
      start,
      serviceTask('w'),
      tag('bpmn:callActivity', { id: 'a' }, extended(tag('zeebe:calledElement', { processId: 'process' }))),
      path('start', 'w', 'a'),
    ]),
  ],
  [
    'through a computed call',
    file(between('a', tag('bpmn:callActivity', { id: 'a' }, extended(tag('zeebe:calledElement', { processId: '="process"' }))))),
  ],
]);
