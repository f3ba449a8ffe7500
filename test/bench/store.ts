/** Measures the state store on RocksDB: commits, flush and load, with the longest hold-up of the event loop; one JSON line per run. Not a test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { openRocksStore } from '../../broker/src/shell/store/rocksdb-store.ts';

const ROWS = 200_000;

/** A row about as large as that of a job. */
function rowOf(key: number): object {
  return {
    key,
    type: 'charge-card',
    worker: `worker-${key % 7}`,
    deadline: 1_700_000_000_000 + key,
    retries: 3,
    state: 2,
    variables: 'x'.repeat(100),
  };
}

async function run(rowsPerCommit: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-store-'));
  const opened = await openRocksStore(directory);
  if ('problem' in opened) throw new Error(opened.problem.reason);
  const { store } = opened;
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (let first = 0; first < ROWS; first += rowsPerCommit) {
    const changes = Array.from({ length: rowsPerCommit }, (_, index) => ({ table: 1, key: first + index, row: rowOf(first + index) }));
    const problem = await store.commit({ position: first + 1, changes });
    if (problem) throw new Error(problem.reason);
  }
  const commitMs = performance.now() - start;
  const cpu = process.cpuUsage(cpuBefore);
  delay.disable();
  const flushStart = performance.now();
  await store.flush();
  const flushMs = performance.now() - flushStart;
  const loadStart = performance.now();
  const loadCpu = process.cpuUsage();
  let loaded = 0;
  await store.load(() => loaded++);
  const loading = process.cpuUsage(loadCpu);
  const line = {
    rowsPerCommit,
    rowsPerSecond: Math.round((ROWS / commitMs) * 1000),
    cpuMicrosPerRow: Number(((cpu.user + cpu.system) / ROWS).toFixed(1)),
    loopHeldMsP99: Number((delay.percentile(99) / 1e6).toFixed(1)),
    loopHeldMsMax: Number((delay.max / 1e6).toFixed(1)),
    flushMs: Math.round(flushMs),
    cpuMicrosPerLoadedRow: Number(((loading.user + loading.system) / loaded).toFixed(1)),
    loadedRowsPerSecond: Math.round((loaded / (performance.now() - loadStart)) * 1000),
  };
  console.log(JSON.stringify(line));
  await store.close();
  rmSync(directory, { recursive: true });
}

for (const rowsPerCommit of [100, 1000, 10_000, 50_000]) await run(rowsPerCommit);
