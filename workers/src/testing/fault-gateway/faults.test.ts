// The fault table: our worker against a scripted gateway over a real connection, judged by what was seen on the wire.
import { afterEach, describe, expect, test } from 'vitest';
import { silentLogger } from '../../log.ts';
import type { WorkerOptions } from '../../options.ts';
import type { RunningWorker } from '../../running-worker.ts';
import { realTiming } from '../../timing.ts';
import { worker } from '../../worker.ts';
import { fastTiming } from '../fast-timing.ts';
import { type RecordedGateway, recordedGateway } from './recorded-gateway.ts';
import type { Behaviour, Phase, Rpc, Script } from './script.ts';

const opened: { gateways: RecordedGateway[]; workers: RunningWorker[] } = { gateways: [], workers: [] };
const unhandled: unknown[] = [];
process.on('unhandledRejection', (reason) => unhandled.push(reason));

afterEach(async () => {
  await Promise.all(opened.workers.splice(0).map((running) => running.drain({ deadline: 0 })));
  await Promise.all(opened.gateways.splice(0).map((gateway) => gateway.close()));
  if (unhandled.length > 0) throw new Error(`Expected no unhandled rejection, but there was ${String(unhandled[0])}`);
});

const open = async (script: Script) => {
  const gateway = await recordedGateway(script);
  opened.gateways.push(gateway);
  return gateway;
};
const run = (gateway: RecordedGateway, options: WorkerOptions = {}, handler: () => unknown = () => ({})) => {
  const running = worker({ address: gateway.address, log: silentLogger, leakDetection: false, ...options })
    .task('work', async () => void (await handler()))
    .run();
  opened.workers.push(running);
  return running;
};
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const until = async (holds: () => boolean, ms = 8_000) => {
  for (let waited = 0; waited < ms && !holds(); waited += 20) await sleep(20);
  expect(holds()).toBe(true);
};
const everywhere = (behaviour: Behaviour): readonly Phase[] => {
  const rpcs: Rpc[] = ['ActivateJobs', 'StreamActivatedJobs', 'Work', 'CompleteJob'];
  return [{ rpcs: Object.fromEntries(rpcs.map((rpc) => [rpc, behaviour])) }];
};
const asking: readonly Rpc[] = ['ActivateJobs', 'StreamActivatedJobs', 'Work'];

/** How much faster than the machine's the worker's clock runs where only backoff is waited for. */
const speed = 10;

describe.each([
  ['poll', {}],
  ['auto', {}],
  ['auto', { jobStream: true }],
] as const)('source %s %o', (source, offers) => {
  test.each(['RESOURCE_EXHAUSTED', 'UNAUTHENTICATED', 'UNAVAILABLE'] as const)(
    '20 s of %s: at most ten calls, then back within 5 s',
    async (status) => {
      const gateway = await open({ ...offers, phases: everywhere({ kind: 'refuse', status }), jobs: [{ type: 'work', count: 3 }] });
      run(gateway, { source, timing: fastTiming(speed) });
      await sleep(20_000 / speed);
      // One more for finding out which source there is.
      expect(gateway.log.between(asking, 0).length).toBeLessThanOrEqual(source === 'auto' ? 11 : 10);
      expect(gateway.log.between(asking, 0).length).toBeGreaterThanOrEqual(3);
      gateway.follow({ ...offers });
      await until(() => gateway.jobs.ended === 3, 5_500 / speed + 500);
    },
  );

  test('broken JSON: the job fails, the only slot comes back', async () => {
    const broken = { type: 'work', count: 2, variables: '{"a":' };
    const gateway = await open({ ...offers, jobs: [broken, { type: 'work', count: 2, variables: { a: 1 } }] });
    run(gateway, { source, max: 1 });
    await until(() => gateway.jobs.ended === 2);
    const fails = gateway.log.between(['FailJob'], 0);
    expect(fails.map(({ request }) => request['retries'])).toEqual([0, 0]);
    expect(gateway.jobs.leasedMax).toBe(1);
  });

  test('unanswered completion: close returns within its deadline', async () => {
    const gateway = await open({ ...offers, jobs: [{ type: 'work', count: 2 }], phases: [{ rpcs: { CompleteJob: { kind: 'silent' } } }] });
    const running = run(gateway, { source });
    await until(() => running.metrics().held === 2);
    const beganAtMs = realTiming.now();
    const report = await running.drain({ deadline: '500ms' });
    expect(realTiming.now() - beganAtMs).toBeLessThan(500 + 1_400 + 600);
    expect(report.clean).toBe(false);
    expect(running.metrics().types['work']?.settled.unknown ?? 0).toBe(2 - report.left.length);
  });

  test('broker killed and restarted: back within 5 s, nothing lost, nothing twice', async () => {
    const gateway = await open({ ...offers });
    const seen = new Map<string, number>();
    const running = worker({ address: gateway.address, source, log: silentLogger, leakDetection: false })
      .task('work', (job) => void seen.set(job.key, (seen.get(job.key) ?? 0) + 1))
      .run();
    opened.workers.push(running);
    for (let round = 0; round < 3; round += 1) {
      const before = gateway.jobs.ended;
      for (let count = 0; count < 5; count += 1) gateway.jobs.add('work');
      await until(() => gateway.jobs.ended === before + 5);
      await gateway.kill();
      await sleep(300);
      await gateway.revive();
    }
    gateway.jobs.add('work');
    await until(() => gateway.jobs.ended === 16, 6_000);
    expect([...seen.values()].every((count) => count === 1)).toBe(true);
    expect(seen.size).toBe(16);
  });

  test('a busy worker never has more than max jobs, and keeps every credit', async () => {
    const gateway = await open({ ...offers, jobs: [{ type: 'work', count: 500 }] });
    const running = run(gateway, { source, max: 8 }, () => sleep(1));
    await until(() => gateway.jobs.ended === 500);
    expect(gateway.jobs.leasedMax).toBeLessThanOrEqual(source === 'auto' && !('jobStream' in offers) ? 8 + 40 : 8);
    await running.drain();
    expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
  });

  test('drain leaves nothing open', async () => {
    const gateway = await open({ ...offers, jobs: [{ type: 'work', count: 20 }] });
    const running = run(gateway, { source, max: 4 }, () => sleep(30));
    await until(() => gateway.jobs.ended >= 4);
    expect(await running.drain({ deadline: '3s' })).toMatchObject({ clean: true, left: [] });
    await sleep(100);
    for (const rpc of asking) expect(gateway.log.open(rpc)).toBe(0);
    const calls = gateway.log.calls.length;
    expect(gateway.jobs.leased).toBe(0);
    await sleep(300);
    expect(gateway.log.calls.length).toBe(calls);
  });
});

test('a long poll answered 3 s late: its job is handled, and never two polls are open', async () => {
  const gateway = await open({ phases: [{ rpcs: { ActivateJobs: { kind: 'late', byMs: 3_000 } } }] });
  run(gateway, { source: 'poll', longPoll: '200ms' });
  await sleep(300);
  gateway.jobs.add('work');
  let openMax = 0;
  await until(() => {
    openMax = Math.max(openMax, gateway.log.open('ActivateJobs'));
    return gateway.jobs.ended === 1;
  });
  expect(openMax).toBe(1);
});

describe.each(['OK', 'UNAVAILABLE'] as const)('streams that end with %s', (status) => {
  test.each([
    ['StreamActivatedJobs', {}],
    ['Work', { jobStream: true }],
  ] as const)('%s is opened again with backoff', async (rpc, offers) => {
    const gateway = await open({ ...offers, phases: [{ rpcs: { [rpc]: { kind: 'end-streams', afterMs: 0, status } } }] });
    run(gateway, { source: 'auto', timing: fastTiming(speed) });
    await sleep(8_000 / speed);
    const opens = gateway.log.between([rpc], 0).length;
    expect(opens).toBeGreaterThanOrEqual(2);
    expect(opens).toBeLessThanOrEqual(10);
    gateway.follow(offers);
    await until(() => gateway.log.open(rpc) === 1);
    gateway.jobs.add('work');
    await until(() => gateway.jobs.ended === 1);
  });
});

test('an empty answer at once is no reason to ask again at once', async () => {
  const gateway = await open({ phases: [{ rpcs: { ActivateJobs: { kind: 'serve' } } }] });
  run(gateway, { source: 'poll', longPoll: 1, timing: fastTiming(speed) });
  await sleep(20_000 / speed);
  expect(gateway.log.between(['ActivateJobs'], 0).length).toBeLessThanOrEqual(3_000);
});
