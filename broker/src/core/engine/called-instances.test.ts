// What a called process has of its caller: tags, which its jobs carry, and a business id that need not be the only one.
import { expect, test } from 'vitest';
import type { AnyRecord } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { EngineCluster } from './testing/engine-cluster.suite.ts';

function create(cluster: EngineCluster, bpmnProcessId: string, businessId: string): AnyRecord | undefined {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId, businessId, tags: ['red', 'urgent'] });
  return cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
}

test('jobs of a called process carry the tags of the caller; its business id is not counted', () => {
  const cluster = new EngineCluster(1);
  cluster.deploy('child');
  cluster.deploy('call-activity');
  create(cluster, 'call-activity', 'order-1');
  const jobs = cluster.records.flatMap(({ record }) => (record.valueType === 'JOB' && record.intent === 'CREATED' ? [record.value] : []));
  expect(jobs).toMatchObject([{ bpmnProcessId: 'child', tags: ['red', 'urgent'] }]);
  const creations = [...(cluster.engines[0]?.state.creations.table.entries() ?? [])].map(([, row]) => row);
  expect(creations.map(({ value, isCalled }) => [value.bpmnProcessId, value.businessId, isCalled === true])).toEqual([
    ['call-activity', 'order-1', false],
    ['child', 'order-1', true],
  ]);
  expect(create(cluster, 'child', 'order-1')?.recordType).toBe('EVENT');
  expect(create(cluster, 'child', 'order-1')?.rejectionType).toBe('ALREADY_EXISTS');
});
