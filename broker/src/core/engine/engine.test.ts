// A process from deploy to done through the engine alone, and the same state by replay.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { AnyCommand, AnyRecord } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { Engine } from './engine.ts';
import type { EngineConfig } from './processing.ts';

const config: EngineConfig = {
  partitionId: 1,
  partition: 1,
  partitionCount: 1,
  deploymentPartition: 1,
  followUpsMax: 1000,
  zone: 'UTC',
  messageBytesMax: 4 * 1024 * 1024,
  callDepthMax: 1000,
};

test('a one-task process runs from deploy to done', () => {
  const engine = new Engine(config);
  const replica = new Engine(config);
  let position = 0;
  const run = (command: AnyCommand) => {
    const record = {
      ...command,
      position: ++position,
      sourcePosition: -1,
      timestampMs: 1000,
      recordType: 'COMMAND',
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      operationReference: -1,
      requestId: 1,
    } as AnyRecord;
    const step = engine.process(record);
    for (const event of step.records) replica.replay(event);
    return step;
  };
  const resource = readFileSync(new URL('../../../../test/models/service-task.bpmn', import.meta.url));
  const deployed = run({
    valueType: 'DEPLOYMENT',
    intent: 'CREATE',
    key: -1,
    value: valueTypes.DEPLOYMENT.codec.complete({ resources: [{ resourceName: 'service-task.bpmn', resource }] }),
  });
  expect(deployed.answers[0]?.record.rejectionReason).toBe('');
  const created = run({
    valueType: 'PROCESS_INSTANCE_CREATION',
    intent: 'CREATE',
    key: -1,
    value: valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'service-task', variables: '{"a":1}' }),
  });
  expect(created.records.map((record) => `${record.valueType} ${record.intent}`)).toContain('JOB CREATED');
  const batch = run({
    valueType: 'JOB_BATCH',
    intent: 'ACTIVATE',
    key: -1,
    value: valueTypes.JOB_BATCH.codec.complete({ type: 'work', timeout: 1000, maxJobsToActivate: 5, worker: 'w' }),
  });
  const answer = batch.answers[0]?.record;
  expect(answer?.valueType === 'JOB_BATCH' && answer.value.jobKeys.length).toBe(1);
  const jobKey = answer?.valueType === 'JOB_BATCH' ? (answer.value.jobKeys[0] ?? -1) : -1;
  const completed = run({
    valueType: 'JOB',
    intent: 'COMPLETE',
    key: jobKey,
    value: valueTypes.JOB.codec.complete({ variables: '{"b":2}' }),
  });
  expect(
    completed.records.map((record) => `${record.valueType} ${record.intent} ${'elementId' in record.value ? record.value.elementId : ''}`),
  ).toMatchInlineSnapshot(`
    [
      "JOB COMPLETED task",
      "PROCESS_EVENT TRIGGERING ",
      "PROCESS_INSTANCE ELEMENT_COMPLETING task",
      "PROCESS_EVENT TRIGGERED ",
      "VARIABLE CREATED ",
      "PROCESS_INSTANCE ELEMENT_COMPLETED task",
      "PROCESS_INSTANCE SEQUENCE_FLOW_TAKEN task-end",
      "PROCESS_INSTANCE ELEMENT_ACTIVATING end",
      "PROCESS_INSTANCE ELEMENT_ACTIVATED end",
      "PROCESS_INSTANCE ELEMENT_COMPLETING end",
      "PROCESS_INSTANCE ELEMENT_COMPLETED end",
      "PROCESS_INSTANCE ELEMENT_COMPLETING service-task",
      "PROCESS_INSTANCE ELEMENT_COMPLETED service-task",
    ]
  `);
  expect(engine.state.elements.table.size).toBe(0);
  expect(engine.state.variables.table.size).toBe(0);
  expect(replica.state.elements.table.size).toBe(0);
  expect(replica.state.facts.lastKey).toBe(engine.state.facts.lastKey);
});
