/** Measures the log on the real disk: records and syncs per second, CPU per batch, latency; one JSON line per run. Not a test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openLog } from '../../broker/src/shell/log/open-log.ts';
import { systemPlatform } from '../../broker/src/shell/platform/platform.ts';

const RECORD_BYTES = 300;
const SPAN_MS = 1500;

/** Appends batches of a size for a while, a sync after each `batchesPerSync`, and prints what it cost. */
async function run(sync: 'background' | 'blocking', recordsPerBatch: number, batchesPerSync: number): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'millrace-log-'));
  const opening = performance.now();
  const opened = await openLog(systemPlatform, { directory, sync });
  const openMs = performance.now() - opening;
  if ('problem' in opened) throw new Error(opened.problem.reason);
  const { log } = opened;
  const bytes = Buffer.alloc(RECORD_BYTES, 7);
  const latencies: number[] = [];
  let batches = 0;
  const cpuBefore = process.cpuUsage();
  const start = performance.now();
  for (let at = start; at - start < SPAN_MS; ) {
    for (let batch = 0; batch < batchesPerSync; batch++, batches++) {
      const next = log.lastPosition + 1;
      const problem = log.append(Array.from({ length: recordsPerBatch }, (_, index) => ({ position: next + index, bytes })));
      if (problem) throw new Error(problem.reason);
    }
    const problem = await log.sync();
    if (problem) throw new Error(problem.reason);
    const now = performance.now();
    latencies.push(now - at);
    at = now;
    if (log.lastPosition % 50 === 0) await log.deleteBefore(log.flushedPosition - 100_000);
  }
  const seconds = (performance.now() - start) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  latencies.sort((left, right) => left - right);
  const quantile = (share: number): number => Number((latencies[Math.floor((latencies.length - 1) * share)] ?? 0).toFixed(3));
  const line = {
    sync,
    recordsPerBatch,
    batchesPerSync,
    recordsPerSecond: Math.round(log.lastPosition / seconds),
    syncsPerSecond: Math.round(latencies.length / seconds),
    cpuMicrosPerBatch: Number(((cpu.user + cpu.system) / batches).toFixed(1)),
    syncMsP50: quantile(0.5),
    syncMsP99: quantile(0.99),
    openMs: Number(openMs.toFixed(1)),
  };
  console.log(JSON.stringify(line));
  await log.close();
  const reopening = performance.now();
  const again = await openLog(systemPlatform, { directory });
  const mebibytes = ((log.lastPosition - log.firstPosition) * (RECORD_BYTES + 4)) / 2 ** 20;
  console.log(JSON.stringify({ reopenMs: Number((performance.now() - reopening).toFixed(1)), mebibytes: Math.round(mebibytes) }));
  if ('log' in again) await again.log.close();
  rmSync(directory, { recursive: true });
}

for (const sync of ['background', 'blocking'] as const) {
  for (const [recordsPerBatch, batchesPerSync] of [
    [1, 1],
    [10, 1],
    [10, 10],
    [100, 1],
  ] as const)
    await run(sync, recordsPerBatch, batchesPerSync);
}
