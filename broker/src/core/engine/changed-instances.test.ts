// Moves of a modification, and migrations beyond what 8.6 could: waiting events, loops, conditions of refusal. A replica sees the same.
import { expect, test } from 'vitest';
import { between, extended, file, flow, path, tag } from '../model/testing/bpmn-xml.ts';
import { type Value, valueTypes } from '../protocol/value-types.ts';
import type { Step } from './step.ts';
import { OnePartition } from './testing/one-partition.suite.ts';

const service = (id: string, ...content: readonly string[]): string =>
  tag('bpmn:serviceTask', { id }, extended(tag('zeebe:taskDefinition', { type: id })), ...content);

const message = (name: string): string =>
  tag('bpmn:message', { id: `message-${name}`, name }, extended(tag('zeebe:subscription', { correlationKey: '=key' })));

function modify(partition: OnePartition, value: Partial<Value<'PROCESS_INSTANCE_MODIFICATION'>>): Step {
  const processInstanceKey = partition.instanceKey();
  const complete = valueTypes.PROCESS_INSTANCE_MODIFICATION.codec.complete({ processInstanceKey, ...value });
  return partition.run({ valueType: 'PROCESS_INSTANCE_MODIFICATION', intent: 'MODIFY', key: processInstanceKey, value: complete });
}

/** Migrates the newest instance to the latest version of the process. */
function migrate(partition: OnePartition, ...pairs: readonly (readonly [string, string])[]): Step {
  const processInstanceKey = partition.instanceKey();
  const value = valueTypes.PROCESS_INSTANCE_MIGRATION.codec.complete({
    processInstanceKey,
    targetProcessDefinitionKey: partition.last('PROCESS')?.key ?? -1,
    mappingInstructions: pairs.map(([sourceElementId, targetElementId]) => ({ sourceElementId, targetElementId })),
  });
  return partition.run({ valueType: 'PROCESS_INSTANCE_MIGRATION', intent: 'MIGRATE', key: processInstanceKey, value });
}

function twoVersions(first: string, second: string, variables = '{}'): OnePartition {
  const partition = new OnePartition();
  partition.deploy('process.bpmn', first);
  partition.create({ bpmnProcessId: 'process', variables });
  partition.deploy('process.bpmn', second);
  return partition;
}

const refusal = (step: Step): string | undefined => step.answers[0]?.record.rejectionType;
const OK = 'NULL_VAL';

test('a move ends every instance of its source and activates the target beside it', () => {
  const partition = new OnePartition();
  const inner = [
    tag('bpmn:startEvent', { id: 'begin' }),
    service('a'),
    service('b'),
    tag('bpmn:endEvent', { id: 'done' }),
    path('begin', 'a', 'b', 'done'),
  ];
  partition.deploy('process.bpmn', file(between('box', tag('bpmn:subProcess', { id: 'box' }, ...inner))));
  partition.create({ bpmnProcessId: 'process' });
  const move = {
    sourceElementId: 'a',
    sourceElementInstanceKey: -1,
    targetElementId: 'b',
    variableInstructions: [{ variables: '{"x":1}', elementId: 'b' }],
    ancestorScopeKey: -1,
    inferAncestorScopeFromSourceHierarchy: true,
    useSourceParentKeyAsAncestorScopeKey: false,
  };
  expect(refusal(modify(partition, { moveInstructions: [move] }))).toBe(OK);
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'a')).toBe(true);
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', 'b')).toBe(true);
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATING', 'box')).toBe(false);
  expect(refusal(modify(partition, { moveInstructions: [move] }))).toBe('INVALID_ARGUMENT');
});

test('a receive task goes on waiting for its old message under its new name', () => {
  const receive = (id: string, name: string): string =>
    file(between(id, tag('bpmn:receiveTask', { id, messageRef: `message-${name}` })), message(name));
  const partition = twoVersions(receive('wait', 'old'), receive('later', 'new'), '{"key":"k"}');
  expect(refusal(migrate(partition, ['wait', 'later']))).toBe(OK);
  const value = valueTypes.MESSAGE.codec.complete({ name: 'old', correlationKey: 'k' });
  partition.run({ valueType: 'MESSAGE', intent: 'PUBLISH', key: -1, value });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'later')).toBe(true);
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'process')).toBe(true);
});

test('a loop is migrated with its children, but not to another kind of loop', () => {
  const looped = (id: string, sequential: string): string =>
    file(
      between(
        id,
        service(
          id,
          tag(
            'bpmn:multiInstanceLoopCharacteristics',
            { isSequential: sequential },
            extended(tag('zeebe:loopCharacteristics', { inputCollection: '=[1,2]' })),
          ),
        ),
      ),
    );
  const partition = twoVersions(looped('old', 'false'), looped('new', 'false'));
  expect(refusal(migrate(partition, ['old', 'new']))).toBe(OK);
  for (let left = 2; left > 0; left--)
    partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('old'), value: valueTypes.JOB.codec.initial });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'process')).toBe(true);
  const other = twoVersions(looped('old', 'false'), looped('new', 'true'));
  expect(refusal(migrate(other, ['old', 'new']))).toBe('INVALID_STATE');
});

test('nothing is migrated while a flow waits at a join', () => {
  const forked = file([
    tag('bpmn:startEvent', { id: 'start' }),
    tag('bpmn:parallelGateway', { id: 'fork' }),
    service('a'),
    service('b'),
    tag('bpmn:parallelGateway', { id: 'join' }),
    tag('bpmn:endEvent', { id: 'end' }),
    flow('start', 'fork'),
    flow('fork', 'a'),
    flow('fork', 'b'),
    flow('a', 'join'),
    flow('b', 'join'),
    flow('join', 'end'),
  ]);
  const partition = twoVersions(forked, `${forked}\n`);
  partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('a'), value: valueTypes.JOB.codec.initial });
  expect(refusal(migrate(partition, ['b', 'b']))).toBe('INVALID_STATE');
});

test('a timer that is not mapped is cancelled, one that is new is set', () => {
  const timed = (boundary: string): string =>
    file([
      ...between('task', service('task')),
      tag(
        'bpmn:boundaryEvent',
        { id: boundary, attachedToRef: 'task' },
        tag('bpmn:timerEventDefinition', { id: `${boundary}-timer` }, '<bpmn:timeDuration>PT1H</bpmn:timeDuration>'),
      ),
      tag('bpmn:endEvent', { id: 'late' }),
      flow(boundary, 'late'),
    ]);
  const partition = twoVersions(timed('old'), timed('new'));
  expect(refusal(migrate(partition, ['task', 'task']))).toBe(OK);
  const targets = [...partition.engine.state.timers.table.entries()].map(([, row]) => row.value.targetElementId);
  expect(targets).toEqual(['new']);
});

test('an instance that is to end after an element ends after what that has become', () => {
  const partition = new OnePartition();
  partition.deploy('process.bpmn', file(between('a', service('a'))));
  partition.create({ bpmnProcessId: 'process', runtimeInstructions: [{ afterElementId: 'a' }] });
  partition.deploy('process.bpmn', file(between('b', service('b'))));
  expect(refusal(migrate(partition, ['a', 'b']))).toBe(OK);
  partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('a'), value: valueTypes.JOB.codec.initial });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'b')).toBe(true);
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', 'process')).toBe(true);
});

test('what another element has become is not what the instance was to end after', () => {
  const partition = new OnePartition();
  const tasks = [service('a'), service('b')];
  partition.deploy('process.bpmn', file([tag('bpmn:startEvent', { id: 'start' }), ...tasks, path('start', 'a', 'b')]));
  partition.create({ bpmnProcessId: 'process', runtimeInstructions: [{ afterElementId: 'b' }] });
  partition.deploy('process.bpmn', file(between('b', service('b'))));
  expect(refusal(migrate(partition, ['a', 'b']))).toBe(OK);
  partition.run({ valueType: 'JOB', intent: 'COMPLETE', key: partition.jobKey('a'), value: valueTypes.JOB.codec.initial });
  expect(partition.has('PROCESS_INSTANCE', 'ELEMENT_COMPLETED', 'process')).toBe(true);
});
