/** The partition as a whole, on real files in a temporary folder, through its own door only. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { AnyCommand } from '../../core/protocol/record.ts';
import { valueTypes } from '../../core/protocol/value-types.ts';
import { systemPlatform } from '../platform/platform.ts';
import { openPartition } from './open-partition.ts';
import type { ActivatedJob, Partition } from './partition.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-partition-'));
  folders.push(folder);
  return folder;
}

async function open(directory: string) {
  const opened = await openPartition({
    id: 1,
    number: 1,
    clusterId: 0,
    partitionCount: 1,
    directory,
    platform: systemPlatform,
    send: () => {},
    metrics: {},
    log: { info: () => {}, warn: () => {}, error: () => {} },
  });
  if ('problem' in opened) throw new Error(opened.problem);
  return opened;
}

const resource = readFileSync(new URL('../../../../test/models/service-task.bpmn', import.meta.url));
const deploy: AnyCommand = {
  valueType: 'DEPLOYMENT',
  intent: 'CREATE',
  key: -1,
  value: valueTypes.DEPLOYMENT.codec.complete({ resources: [{ resourceName: 'service-task.bpmn', resource }] }),
};
const create: AnyCommand = {
  valueType: 'PROCESS_INSTANCE_CREATION',
  intent: 'CREATE',
  key: -1,
  value: valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'service-task', variables: '{"a":1}' }),
};

function nextJobs(partition: Partition, count: number): Promise<readonly ActivatedJob[]> {
  return new Promise((resolve) => {
    const jobs: ActivatedJob[] = [];
    const demand = partition.openJobDemand({
      type: 'work',
      worker: 'w',
      timeoutMs: 60_000,
      fetchVariables: [],
      tenantIds: [],
      deliver(batch) {
        jobs.push(...batch);
        if (jobs.length >= count) void demand.close().then(() => resolve(jobs));
        return true;
      },
    });
    demand.request(count);
  });
}

function intent(answer: Awaited<ReturnType<Partition['submit']>>): string {
  return answer.kind === 'record'
    ? `${answer.record.recordType} ${answer.record.intent} ${answer.record.rejectionReason}`.trim()
    : answer.reason;
}

test('runs a process and has the same state after every restart', async () => {
  const directory = newFolder();
  let opened = await open(directory);
  expect(intent(await opened.partition.submit(deploy))).toBe('EVENT CREATED');
  for (let index = 0; index < 10; index++) expect(intent(await opened.partition.submit(create))).toBe('EVENT CREATED');
  const jobs = await nextJobs(opened.partition, 4);
  expect(jobs.map((job) => job.value.variables)).toEqual(Array.from({ length: 4 }, () => '{"a":1}'));
  const [first] = jobs;
  const complete: AnyCommand = {
    valueType: 'JOB',
    intent: 'COMPLETE',
    key: first?.key ?? -1,
    value: valueTypes.JOB.codec.complete({ variables: '{"b":2}' }),
  };
  expect(intent(await opened.partition.submit(complete))).toBe('EVENT COMPLETED');
  const before = await opened.partition.stateHash();
  await opened.close();
  for (let round = 0; round < 2; round++) {
    opened = await open(directory);
    expect((await opened.partition.stateHash()).hash).toBe(before.hash);
    await opened.close();
  }
  opened = await open(directory);
  expect(await nextJobs(opened.partition, 6)).toHaveLength(6);
  expect(intent(await opened.partition.submit(complete))).toContain('COMMAND_REJECTION');
  await opened.close();
});
