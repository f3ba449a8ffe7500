// Twenty-four hours of a worker by a virtual clock, with faults all day: every job done once, nothing held back, nothing piled up.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { Retryable } from '../errors.ts';
import { GatewayError, type Status } from '../gateway.ts';
import { outcome } from '../outcome.ts';
import type { Part } from '../testing/memory-gateway.ts';
import { closed, world } from '../testing/worker-world.ts';

const hourMs = 3_600_000;
const hours = 24;
const max = 8;
/** Jobs of a quiet hour, and of the burst each hour begins with. */
const hourJobs = 60;
const burstJobs = 40;
/** Longest fault, milliseconds. */
const faultMsMax = 180_000;
/** Growth of the heap from the second hour to the last, after garbage collection, bytes. Three quarters of it are the books of the gateway in memory. */
const growthBytesMax = 12 * 1024 * 1024;

const parts: readonly [Part, ...Part[]] = ['poll', 'push', 'work', 'answer', 'extend'];
const statuses: readonly [Status | 'hang', ...(Status | 'hang')[]] = [
  'UNAVAILABLE',
  'RESOURCE_EXHAUSTED',
  'UNAUTHENTICATED',
  'INTERNAL',
  'DEADLINE_EXCEEDED',
  'hang',
];

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

test.each([
  ['poll', {}],
  ['push', { push: true }],
  ['job-stream', { work: true, push: true }],
] as const)('a day by %s', async (source, offers) => {
  const { timing, gateway, declare } = world({ ...offers, leases: true }, { max, source, lease: '30s' });
  const pick = <T>(list: readonly [T, ...T[]]): T => list[Math.floor(timing.random() * list.length)] ?? list[0];
  const tries = new Map<string, number>();
  let atWorkMax = 0;
  let atWork = 0;
  const running = declare()
    .task('work', async (job, ctx) => {
      const count = (tries.get(job.key) ?? 0) + 1;
      tries.set(job.key, count);
      atWorkMax = Math.max(atWorkMax, ++atWork);
      const kind = timing.random();
      // One in fifty takes ten leases.
      await new Promise<void>((resolve) => {
        timing.after(kind < 0.02 ? 300_000 : kind * 500, resolve);
        ctx.signal.addEventListener('abort', () => resolve());
      });
      atWork -= 1;
      if (count === 1 && kind > 0.97) throw new Retryable('not yet', { backoff: '10s' });
      return count === 1 && kind > 0.95 ? outcome.giveBack() : {};
    })
    .run();

  const keys: string[] = [];
  let over = false;
  const arrive = () => {
    if (over) return;
    keys.push(gateway.add('work', { retries: 5 }));
    timing.after(timing.random() * 2 * (hourMs / hourJobs), arrive);
  };
  const fail = () => {
    if (over) return;
    const part = pick(parts);
    gateway.fault(part, pick(statuses));
    if (timing.random() < 0.5) gateway.endStreams(new GatewayError('UNAVAILABLE', 'made to end'));
    timing.after(timing.random() * faultMsMax, () => gateway.fault(part, undefined));
    timing.after(timing.random() * 2 * (hourMs / 3), fail);
  };
  arrive();
  fail();
  const heap: number[] = [];
  for (let hour = 0; hour < hours; hour += 1) {
    for (let count = 0; count < burstJobs; count += 1) keys.push(gateway.add('work', { retries: 5 }));
    await timing.advance(hourMs / 2);
    running.pause();
    await timing.advance(hourMs / 60);
    running.resume();
    await timing.advance(hourMs / 2 - hourMs / 60);
    heap.push(heapBytes());
  }

  over = true;
  for (const part of parts) gateway.fault(part, undefined);
  await timing.advance(hourMs / 4);
  const ends = new Map<string, number>();
  for (const { jobKey, answer, taken } of gateway.answers)
    if (answer.kind === 'complete' && taken) ends.set(jobKey, (ends.get(jobKey) ?? 0) + 1);
  const { settled, leaks } = running.metrics().types['work'] ?? { settled: undefined, leaks: undefined };
  expect(keys.length).toBeGreaterThan(hours * 60);
  expect(keys.filter((key) => !ends.has(key))).toEqual([]);
  expect([...ends.values()].filter((count) => count > 1)).toEqual([]);
  // Zeebe's stream knows no credits: one job may be on its way when reading is paused, and is given back.
  expect(gateway.heldMax).toBeLessThanOrEqual(source === 'push' ? max + 1 : max);
  expect(atWorkMax).toBeLessThanOrEqual(max);
  expect(leaks).toBe(0);
  expect((heap.at(-1) ?? 0) - (heap[1] ?? 0)).toBeLessThan(growthBytesMax);
  expect(await closed(running.drain(), timing)).toMatchObject({ left: [] });
  expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  if (process.env['FIGURES'] !== undefined)
    console.log(
      JSON.stringify({
        source,
        jobs: keys.length,
        polls: gateway.polls.length,
        opens: gateway.opens.length,
        renewals: gateway.extended.length,
        settled,
        heapMb: heap.map((bytes) => Math.round(bytes / 2 ** 19) / 2),
      }),
    );
});
