/** One right and one wrong model for each rule of events and of what they wait for or raise. */
import {
  after,
  between,
  eventSubProcess,
  extended,
  file,
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

const timed = timer('timeDuration', 'PT1M');
const start = tag('bpmn:startEvent', { id: 'start' });
const paid = message('paid', 'paid', '=id');
const failed = tag('bpmn:error', { id: 'failed', errorCode: 'E1' });
const raised = tag('bpmn:escalation', { id: 'raised', escalationCode: 'S1' });
const alarm = tag('bpmn:signal', { id: 'alarm', name: 'alarm' });
const extendedJob = extended(tag('zeebe:taskDefinition', { type: 'send' }));

function catching(definition: string, ...beside: readonly string[]): string {
  return file(between('x', tag('bpmn:intermediateCatchEvent', { id: 'x' }, definition)), ...beside);
}
function throwing(definition: string, ...beside: readonly string[]): string {
  return file(between('x', tag('bpmn:intermediateThrowEvent', { id: 'x' }, definition)), ...beside);
}
function ending(definition: string, ...beside: readonly string[]): string {
  return file(after('x', tag('bpmn:endEvent', { id: 'x' }, definition)), ...beside);
}
function bounded(definition: string, attributes: Readonly<Record<string, string>> = {}, ...beside: readonly string[]): string {
  return file(withBoundary(definition, attributes), ...beside);
}

ruleTable('positions', [
  ['catch none', catching(''), 'x', 'exactly one event definition'],
  ['catch two', catching(timed + timer('timeDuration', 'PT2M')), 'x', 'exactly one event definition'],
  ['catch error', catching(referring('error', 'failed'), failed), 'x', 'it is error'],
  ['throw none', throwing('')],
  ['throw terminate', throwing(tag('bpmn:terminateEventDefinition')), 'x', 'it is terminate'],
  ['end two', ending(tag('bpmn:terminateEventDefinition') + referring('error', 'failed'), failed), 'x', 'at most one event definition'],
  ['end timer', ending(timed), 'x', 'it is timer'],
  ['end terminate', ending(tag('bpmn:terminateEventDefinition'))],
  [
    'end with a flow',
    file([start, tag('bpmn:endEvent', { id: 'x' }), tag('bpmn:task', { id: 'a' }), path('start', 'x', 'a')]),
    'x',
    'no outgoing sequence flow',
  ],
  [
    'start compensation',
    file([start, eventSubProcess('sub', tag('bpmn:compensateEventDefinition', { id: 'c' }))]),
    'sub-start',
    'it is compensate',
  ],
  ['boundary terminate', bounded(tag('bpmn:terminateEventDefinition')), 'boundary', 'it is terminate'],
  ['boundary none', bounded(''), 'boundary', 'exactly one event definition'],
]);

ruleTable('boundary events', [
  ['timer', bounded(timed)],
  ['timer not interrupting', bounded(timed, { cancelActivity: 'false' })],
  ['error', bounded(referring('error', 'failed'), {}, failed)],
  [
    'error not interrupting',
    bounded(referring('error', 'failed'), { cancelActivity: 'false' }, failed),
    'boundary',
    'a non-interrupting event',
  ],
  [
    'to nowhere',
    file([
      ...between('work', serviceTask('work')),
      tag('bpmn:boundaryEvent', { id: 'b', attachedToRef: 'gone' }, timed),
      tag('bpmn:endEvent', { id: 'o' }),
      path('b', 'o'),
    ]),
    'b',
    "'attachedToRef' is 'gone'",
  ],
  [
    'at an event',
    file([
      ...between('x', tag('bpmn:intermediateThrowEvent', { id: 'x' })),
      tag('bpmn:boundaryEvent', { id: 'b', attachedToRef: 'x' }, timed),
      tag('bpmn:endEvent', { id: 'o' }),
      path('b', 'o'),
    ]),
    'b',
    'to be attached to an activity',
  ],
  [
    'without a way on',
    file([...between('work', serviceTask('work')), tag('bpmn:boundaryEvent', { id: 'b', attachedToRef: 'work' }, timed)]),
    'b',
    'at least one outgoing',
  ],
  [
    'with a way in',
    file([...withBoundary(timed), tag('bpmn:startEvent', { id: 'two' }, timed), path('two', 'boundary')]),
    'boundary',
    'no incoming',
  ],
  ['escalation at a task', bounded(referring('escalation', 'raised'), {}, raised), 'boundary', 'sub-process or call activity'],
  ['escalation at a sub-process', file(withBoundary(referring('escalation', 'raised'), {}, subProcess('work', '')), raised)],
]);

ruleTable('event sub-process starts', [
  ['error', file([start, eventSubProcess('sub', referring('error', 'failed'))], failed)],
  [
    'error not interrupting',
    file([start, eventSubProcess('sub', referring('error', 'failed'), { isInterrupting: 'false' })], failed),
    'sub-start',
    'a non-interrupting event',
  ],
  ['message', file([start, eventSubProcess('sub', referring('message', 'paid'))], paid)],
  ['signal not interrupting', file([start, eventSubProcess('sub', referring('signal', 'alarm'), { isInterrupting: 'false' })], alarm)],
  ['escalation catch-all', file([start, eventSubProcess('sub', referring('escalation'))])],
]);

ruleTable('timers', [
  ['duration', catching(timed)],
  ['expression', catching(timer('timeDuration', '=wait'))],
  ['date', catching(timer('timeDate', '2030-01-01T10:00:00+02:00'))],
  ['none of three', catching(tag('bpmn:timerEventDefinition', {})), 'x', 'exactly one of timeDate'],
  [
    'two of three',
    catching(tag('bpmn:timerEventDefinition', {}, tag('bpmn:timeDate', {}, '2030-01-01T00:00:00Z'), tag('bpmn:timeDuration', {}, 'PT1S'))),
    'x',
    'exactly one of timeDate',
  ],
  ['wrong duration', catching(timer('timeDuration', 'ten minutes')), 'x', 'an ISO 8601 duration'],
  ['empty duration', catching(timer('timeDuration', '')), 'x', 'an ISO 8601 duration'],
  ['date without offset', catching(timer('timeDate', '2030-01-01T10:00:00')), 'x', 'with an offset'],
  ['wrong expression', catching(timer('timeDuration', '=1 +')), 'x', 'FEEL'],
  ['cycle at a catch', catching(timer('timeCycle', 'R/PT1S')), 'x', 'a date or a duration'],
  ['cycle at an interrupting boundary', bounded(timer('timeCycle', 'R/PT1S')), 'boundary', 'a date or a duration'],
  ['cycle at another boundary', bounded(timer('timeCycle', 'R/PT1S'), { cancelActivity: 'false' })],
  ['cycle at a start', file([tag('bpmn:startEvent', { id: 'x' }, timer('timeCycle', 'R3/PT1H'))])],
  ['cron at a start', file([tag('bpmn:startEvent', { id: 'x' }, timer('timeCycle', '0 0 9 * * MON-FRI'))])],
  ['wrong cycle', file([tag('bpmn:startEvent', { id: 'x' }, timer('timeCycle', 'every day'))]), 'x', 'cron'],
  [
    'cycle at an interrupting event sub-process',
    file([start, eventSubProcess('sub', timer('timeCycle', 'R/PT1S'))]),
    'sub-start',
    'a date or a duration',
  ],
  ['cycle at another event sub-process', file([start, eventSubProcess('sub', timer('timeCycle', 'R/PT1S'), { isInterrupting: 'false' })])],
]);

ruleTable('messages', [
  ['catch', catching(referring('message', 'paid'), paid)],
  ['without reference', catching(referring('message')), 'x', "'messageRef' to name a message"],
  ['to a signal', catching(referring('message', 'alarm'), alarm), 'x', "'messageRef' to name a message"],
  ['without name', catching(referring('message', 'm'), message('m', '', '=id')), 'm', "attribute 'name'"],
  ['without subscription', catching(referring('message', 'm'), message('m', 'm')), 'm', 'exactly one extension element zeebe:subscription'],
  ['with a fixed key', catching(referring('message', 'm'), message('m', 'm', 'id')), 'm', "begins with '='"],
  ['with a wrong key', catching(referring('message', 'm'), message('m', 'm', '=id +')), 'm', 'FEEL'],
  ['with an empty key', catching(referring('message', 'm'), message('m', 'm', '')), 'm', "begins with '='"],
  ['start without subscription', file([tag('bpmn:startEvent', { id: 'x' }, referring('message', 'm'))], message('m', 'm'))],
  ['start with a computed name', file([tag('bpmn:startEvent', { id: 'x' }, referring('message', 'm'))], message('m', '="a" + "b"'))],
  [
    'start with a name from variables',
    file([tag('bpmn:startEvent', { id: 'x' }, referring('message', 'm'))], message('m', '=name')),
    'm',
    'without variables',
  ],
  ['receive', file(between('x', tag('bpmn:receiveTask', { id: 'x', messageRef: 'paid' })), paid)],
  ['receive nothing', file(between('x', tag('bpmn:receiveTask', { id: 'x' })), paid), 'x', "'messageRef' to name a message"],
  [
    'receive to start',
    file(between('x', tag('bpmn:receiveTask', { id: 'x', messageRef: 'paid', instantiate: 'true' })), paid),
    'x',
    "'instantiate' is true",
  ],
  [
    'receive to start, in a number',
    file(between('x', tag('bpmn:receiveTask', { id: 'x', messageRef: 'paid', instantiate: '1' })), paid),
    'x',
    "'instantiate' is true",
  ],
  ['throw as a job', throwing(extendedJob + referring('message', 'm'), message('m', 'm'))],
  ['throw without a job', throwing(referring('message', 'm'), message('m', 'm')), 'x', 'zeebe:taskDefinition or zeebe:publishMessage'],
  [
    'throw to publish',
    throwing(extended(tag('zeebe:publishMessage', { correlationKey: '=id' })) + referring('message', 'm'), message('m', 'm')),
  ],
  [
    'throw to publish without key',
    throwing(extended(tag('zeebe:publishMessage', {})) + referring('message', 'm'), message('m', 'm')),
    'x',
    "attribute 'correlationKey'",
  ],
  [
    'throw to publish nothing',
    throwing(extended(tag('zeebe:publishMessage', { correlationKey: '=id' })) + referring('message')),
    'x',
    "'messageRef' to name a message",
  ],
  ['end as a job', ending(extendedJob + referring('message', 'm'), message('m', 'm'))],
]);

ruleTable('signals', [
  ['catch', catching(referring('signal', 'alarm'), alarm)],
  ['without reference', catching(referring('signal')), 'x', "'signalRef' to name a signal"],
  ['without name', catching(referring('signal', 's'), tag('bpmn:signal', { id: 's' })), 's', "attribute 'name'"],
  ['computed', catching(referring('signal', 's'), tag('bpmn:signal', { id: 's', name: '=name' }))],
  ['wrongly computed', catching(referring('signal', 's'), tag('bpmn:signal', { id: 's', name: '=name +' })), 's', 'FEEL'],
  ['throw', throwing(referring('signal', 'alarm'), alarm)],
  [
    'start from variables',
    file([tag('bpmn:startEvent', { id: 'x' }, referring('signal', 's'))], tag('bpmn:signal', { id: 's', name: '=name' })),
    's',
    'without variables',
  ],
]);

ruleTable('errors', [
  ['end', ending(referring('error', 'failed'), failed)],
  ['end computed', ending(referring('error', 'e'), tag('bpmn:error', { id: 'e', errorCode: '=code' }))],
  ['end without reference', ending(referring('error')), 'x', "'errorRef' to name an error"],
  ['end without code', ending(referring('error', 'e'), tag('bpmn:error', { id: 'e' })), 'e', "attribute 'errorCode'"],
  ['catch all', bounded(referring('error'))],
  ['catch computed', bounded(referring('error', 'e'), {}, tag('bpmn:error', { id: 'e', errorCode: '=code' })), 'e', 'fixed text'],
  ['catch unknown', bounded(referring('error', 'gone')), 'boundary', "'errorRef' to name an error"],
]);

ruleTable('escalations', [
  ['throw', throwing(referring('escalation', 'raised'), raised)],
  ['throw without reference', throwing(referring('escalation')), 'x', "'escalationRef' to name an escalation"],
  ['throw without code', throwing(referring('escalation', 'e'), tag('bpmn:escalation', { id: 'e' })), 'e', "attribute 'escalationCode'"],
  ['end', ending(referring('escalation', 'raised'), raised)],
  [
    'catch computed',
    file(
      withBoundary(referring('escalation', 'e'), {}, subProcess('work', '')),
      tag('bpmn:escalation', { id: 'e', escalationCode: '=code' }),
    ),
    'e',
    'fixed text',
  ],
]);

function links(thrown: string, ...caught: readonly string[]): string {
  const catches = caught.map((name, at) =>
    tag('bpmn:intermediateCatchEvent', { id: `catch${at}` }, tag('bpmn:linkEventDefinition', { id: `link${at}`, name })),
  );
  return file([
    start,
    tag('bpmn:intermediateThrowEvent', { id: 'throw' }, tag('bpmn:linkEventDefinition', { id: 'link', name: thrown })),
    ...catches,
    path('start', 'throw'),
  ]);
}

ruleTable('links', [
  ['throw and catch', links('a', 'a')],
  ['throw to nowhere', links('a', 'b'), 'throw', "none named 'a'"],
  ['without name', links('', 'b'), 'link', "attribute 'name'"],
  [
    'across scopes',
    file([
      start,
      tag('bpmn:intermediateThrowEvent', { id: 'throw' }, tag('bpmn:linkEventDefinition', { id: 'l1', name: 'a' })),
      path('start', 'throw', 'sub'),
      subProcess('sub', '', tag('bpmn:intermediateCatchEvent', { id: 'catch' }, tag('bpmn:linkEventDefinition', { id: 'l2', name: 'a' }))),
    ]),
    'throw',
    'in the same scope',
  ],
]);

function conditional(...content: readonly string[]): string {
  return catching(tag('bpmn:conditionalEventDefinition', {}, ...content));
}

ruleTable('conditions', [
  ['an expression', conditional(tag('bpmn:condition', {}, '=x = 1'))],
  ['none', conditional(), 'x', 'Expected a condition'],
  ['fixed', conditional(tag('bpmn:condition', {}, 'true')), 'x', "begins with '='"],
  [
    'filtered',
    conditional(
      extended(tag('zeebe:conditionalFilter', { variableNames: 'x, y', variableEvents: 'create,update' })),
      tag('bpmn:condition', {}, '=x = 1'),
    ),
  ],
  [
    'wrongly filtered',
    conditional(extended(tag('zeebe:conditionalFilter', { variableEvents: 'delete' })), tag('bpmn:condition', {}, '=x = 1')),
    'x',
    'create and update',
  ],
]);
