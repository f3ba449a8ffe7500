/**
 * Measures how long a broker takes to become ready: on an empty folder, and on one with many waiting instances: `npm run bench open [-- flags]`. Not a test.
 * Flags: `--instances 0,250000` (a waiting instance of the one-task process is four rows of state), `--starts 10`, `--node-flags "..."`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBroker } from '../../broker/src/broker.ts';
import { resolveConfig } from '../../broker/src/config.ts';
import type { AnyCommand } from '../../broker/src/core/protocol/record.ts';
import { valueTypes } from '../../broker/src/core/protocol/value-types.ts';
import { openRocksStore } from '../../broker/src/shell/store/rocksdb-store.ts';
import { startBrokerProcess } from '../broker-process.ts';

const PAYLOAD_BYTES = 460;
/** Commands under way at once while the folder is filled. */
const GROUP = 1_000;
/** Time a started broker is left alone before its memory is read. Milliseconds. */
const IDLE_MS = 1_000;

const { values: flags } = parseArgs({
  options: {
    instances: { type: 'string', default: '0,250000' },
    starts: { type: 'string', default: '10' },
    'node-flags': { type: 'string', default: '' },
  },
});

/** Lets a broker of this process start so many instances, and stops it. */
async function fill(dataDir: string, instances: number): Promise<void> {
  const broker = await startBroker(resolveConfig({ flags: { dataDir, port: '0', managementPort: '0' }, environment: {} }));
  const [partition] = broker.partitions;
  if (partition === undefined) throw new Error('Expected a partition, but there is none');
  const resource = readFileSync(new URL('../models/service-task.bpmn', import.meta.url));
  const deployment = valueTypes.DEPLOYMENT.codec.complete({ resources: [{ resourceName: 'one.bpmn', resource }] });
  await partition.submit({ valueType: 'DEPLOYMENT', intent: 'CREATE', key: -1, value: deployment });
  const variables = JSON.stringify({ payload: 'x'.repeat(PAYLOAD_BYTES) });
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'service-task', variables });
  const create: AnyCommand = { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value };
  for (let made = 0; made < instances; made += GROUP) {
    const answers = await Promise.all(Array.from({ length: Math.min(GROUP, instances - made) }, () => partition.submit(create)));
    const refused = answers.find((answer) => answer.kind !== 'record');
    if (refused !== undefined) throw new Error(`Expected instances, but ${JSON.stringify(refused)}`);
  }
  await broker.stop();
}

/** Rows of the state, and how long reading them all takes: by the clock, and in processor time. */
async function loadRows(dataDir: string): Promise<{ readonly rows: number; readonly loadMs: number; readonly loadCpuMs: number }> {
  const opened = await openRocksStore(join(dataDir, 'partitions', '1', 'state'));
  if ('problem' in opened) throw new Error(opened.problem.reason);
  const startMs = performance.now();
  const before = process.cpuUsage();
  let rows = 0;
  await opened.store.load(() => rows++);
  const loadMs = Math.round(performance.now() - startMs);
  const { user, system } = process.cpuUsage(before);
  await opened.store.close();
  return { rows, loadMs, loadCpuMs: Math.round((user + system) / 1000) };
}

async function measure(instances: number): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'millrace-open-'));
  await fill(dataDir, instances);
  const loaded = await loadRows(dataDir);
  const readyMs: number[] = [];
  const cpuMs: number[] = [];
  const residentMb: number[] = [];
  for (let start = 0; start < Number(flags.starts); start++) {
    const broker = await startBrokerProcess(dataDir, [], flags['node-flags'].split(' ').filter(Boolean));
    readyMs.push(Math.round(broker.startMs));
    cpuMs.push(broker.cpuMicros() / 1000);
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    residentMb.push(Math.round(broker.residentBytes() / 1024 / 1024));
    await broker.stop();
  }
  console.log(JSON.stringify({ instances, ...loaded, readyMs: spread(readyMs), cpuMs: spread(cpuMs), residentMb: spread(residentMb) }));
  rmSync(dataDir, { recursive: true });
}

function spread(values: readonly number[]): { readonly least: number; readonly median: number; readonly most: number } {
  const sorted = values.toSorted((left, right) => left - right);
  return { least: sorted[0] ?? 0, median: sorted[sorted.length >> 1] ?? 0, most: sorted.at(-1) ?? 0 };
}

for (const instances of flags.instances.split(',')) await measure(Number(instances));
