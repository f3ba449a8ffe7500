/** The management pages over real HTTP. */
import { get } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import type { AnyCommand, AnyRecord } from '../../core/protocol/record.ts';
import { job } from '../../core/protocol/values/job.ts';
import { GatewayMetrics } from '../gateway/gateway-metrics.ts';
import { fakeCluster } from '../gateway/testing/fake-gateway.ts';
import { FakePartition, recordOf } from '../gateway/testing/fake-partition.ts';
import { createControlledClock } from '../platform/controlled-clock.ts';
import { systemClock } from '../platform/clock.ts';
import { isoDurationMs } from './iso-duration.ts';
import { type Management, openManagement } from './management.ts';
import type { ManagementView } from './visit.ts';

const open: Management[] = [];
afterEach(async () => {
  for (const management of open.splice(0)) await management.close();
});

async function start(
  change: Partial<ManagementView> = {},
): Promise<{ url: string; partitions: FakePartition[]; metrics: GatewayMetrics; management: Management }> {
  const partitions = [new FakePartition(1), new FakePartition(2)];
  const metrics = new GatewayMetrics();
  const view: ManagementView = {
    cluster: fakeCluster(partitions),
    components: () => [{ name: 'gateway', healthy: true, reason: '' }],
    started: () => true,
    partitions: () => partitions,
    partitionMetrics: () => ({ commandsProcessed: 7 }),
    gatewayMetrics: () => metrics,
    clock: systemClock,
    ...change,
  };
  const management = await openManagement('127.0.0.1', 0, view);
  open.push(management);
  return { url: `http://${management.address}`, partitions, metrics, management };
}

const command: AnyCommand = {
  valueType: 'JOB',
  intent: 'COMPLETE',
  key: 5,
  value: { ...job.codec.initial, variables: '{"big":12345678901234567890}' },
};
const record = (position: number): AnyRecord => ({ ...recordOf(command, 'EVENT', 'COMPLETED', 5, {}), position });

test('health says 200 or 503 and names the component', async () => {
  const good = await start();
  for (const kind of ['live', 'ready', 'startup']) expect((await fetch(`${good.url}/health/${kind}`)).status).toBe(200);
  const bad = await start({ components: () => [{ name: 'partition 1', healthy: false, reason: 'disk full' }] });
  const ready = await fetch(`${bad.url}/health/ready`);
  expect([ready.status, await ready.json()]).toEqual([
    503,
    { status: 'DOWN', components: { 'partition 1': { status: 'DOWN', reason: 'disk full' } } },
  ]);
  expect((await fetch(`${bad.url}/health/live`)).status).toBe(200);
  const young = await start({ started: () => false });
  expect((await fetch(`${young.url}/health/startup`)).status).toBe(503);
  expect((await fetch(`${young.url}/health/ready`)).status).toBe(503);
});

test('metrics show calls, latencies, partitions and the process', async () => {
  const { url, metrics } = await start();
  metrics.method('CompleteJob').ended(0, 3);
  metrics.method('CompleteJob').ended(5, 20_000);
  for (let scrape = 0; scrape < 2; scrape++) {
    const text = await (await fetch(`${url}/metrics`)).text();
    expect(text).toContain('millrace_gateway_calls_total{method="CompleteJob",code="OK"} 1');
    expect(text).toContain('millrace_gateway_calls_total{method="CompleteJob",code="NOT_FOUND"} 1');
    expect(text).toContain('millrace_gateway_call_seconds_bucket{method="CompleteJob",le="0.005"} 1');
    expect(text).toContain('millrace_gateway_call_seconds_bucket{method="CompleteJob",le="+Inf"} 2');
    expect(text).toContain('millrace_partition_commands_processed{partition="2"} 7');
    expect(text).toContain('millrace_partition_healthy{partition="1"} 1');
    expect(text).toContain('process_resident_memory_bytes');
  }
});

test('the cluster page shows brokers and positions', async () => {
  const { url } = await start();
  expect(await (await fetch(`${url}/cluster`)).json()).toMatchObject({
    clusterSize: 1,
    brokers: [{ nodeId: 0, partitions: [{ id: 1, role: 'leader' }, { id: 2 }] }],
  });
});

test('instances that a fault of the broker has set aside are shown, and counted', async () => {
  const { url, partitions } = await start();
  expect(await (await fetch(`${url}/banned`)).json()).toEqual({ count: 0, instances: [] });
  partitions[1]?.banned.push({ processInstanceKey: '9007199254740993', reason: 'a fault' });
  expect(await (await fetch(`${url}/banned`)).json()).toEqual({
    count: 1,
    instances: [{ partition: 2, processInstanceKey: '9007199254740993', reason: 'a fault' }],
  });
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('millrace_partition_banned_instances{partition="2"} 1');
});

test('records come as lines with all digits, from a position, of one partition or all', async () => {
  const { url, partitions } = await start();
  partitions[0]?.append(record(3), record(4));
  partitions[1]?.append(record(1));
  const all = await fetch(`${url}/records`);
  expect(all.headers.get('millrace-first-position')).toBe('1=3,2=1');
  const lines = (await all.text()).trim().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[0]).toContain('"variables":{"big":12345678901234567890}');
  const one = (await (await fetch(`${url}/records?partition=1&from=4`)).text()).trim().split('\n');
  expect(one.map((line) => JSON.parse(line).position)).toEqual([4]);
  expect((await fetch(`${url}/records?partition=9`)).status).toBe(404);
  expect((await fetch(`${url}/records?from=x`)).status).toBe(400);
});

test('following stays open until the reader or the server leaves', async () => {
  const { url, partitions, management } = await start();
  partitions[0]?.append(record(1));
  const lines: string[] = [];
  const ended = new Promise<void>((resolve) => {
    get(`${url}/records?partition=1&follow=true`, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => lines.push(...text.trim().split('\n')));
      response.on('close', resolve);
    });
  });
  while (lines.length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  partitions[0]?.append(record(2));
  while (lines.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await management.close();
  await ended;
  expect(lines.map((line) => JSON.parse(line).position)).toEqual([1, 2]);
});

test('the clock is moved only when it is controlled', async () => {
  const plain = await start();
  const post = (url: string, body: string): Promise<Response> => fetch(`${url}/clock`, { method: 'POST', body });
  expect((await post(plain.url, '{"advance":"PT3H"}')).status).toBe(409);
  const clock = createControlledClock(systemClock);
  const { url } = await start({ clock, clockControl: clock });
  expect(await (await post(url, '{"pin":"2026-01-01T00:00:00Z"}')).json()).toEqual({ now: '2026-01-01T00:00:00.000Z' });
  expect(await (await post(url, '{"advance":"P1DT3H"}')).json()).toEqual({ now: '2026-01-02T03:00:00.000Z' });
  for (const body of ['', '[]', '{"advance":"3h"}', '{"advance":"P1Y"}', '{"pin":"x"}', `"${'x'.repeat(5000)}"`])
    expect((await post(url, body)).status).toBe(400);
  expect((await post(url, '{"reset":true}')).status).toBe(200);
  expect(Math.abs(clock.nowMs() - Date.now())).toBeLessThan(60_000);
});

test('unknown pages and methods are named', async () => {
  const { url } = await start();
  expect((await fetch(`${url}/nothing`)).status).toBe(404);
  const wrong = await fetch(`${url}/metrics`, { method: 'DELETE' });
  expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'GET']);
});

test('durations of fixed length are read, others are not', () => {
  expect(['PT3H', 'P2W', 'P1DT1H1M1.5S', 'PT0S'].map(isoDurationMs)).toEqual([10_800_000, 1_209_600_000, 90_061_500, 0]);
  expect(['P', 'PT', 'P1Y', 'P1M', '3h', 'P1DT', '-PT1H'].map(isoDurationMs)).toEqual(Array(7).fill(undefined));
});
