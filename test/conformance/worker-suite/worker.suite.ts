// What a worker of ours does with a real broker, whichever it is: each story once for each way to get jobs. Stories share a broker, not a job type.
import { type Client, createClient } from '@millrace/client';
import {
  BpmnError,
  outcome,
  Retryable,
  type RunningWorker,
  silentLogger,
  type SourceChoice,
  worker,
  type WorkerBuilder,
  type WorkerOptions,
} from '@millrace/worker';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { taskProcess } from '../clients/models.ts';
import type { Place, PlaceOptions } from './place.ts';

/** Longest time an instance may take until its result is there, on a machine with other things to do. */
const RESULT = '40s';
/** Apart from other runs on the same data. */
const run = Date.now().toString(36);

/** What a story is told about. */
interface Stage {
  readonly client: Client;
  /** Deploys the one-task process under a name of its own and answers the name, which is also the job type. */
  deploy(story: string, model?: { readonly retries?: number }): Promise<string>;
  /** A worker's declaration with the source of the story. */
  declare(options?: WorkerOptions): WorkerBuilder;
  /** Drains it after the story. */
  keep(running: RunningWorker): RunningWorker;
  /** Starts an instance and answers its variables at the end. */
  result(processId: string, variables?: object): Promise<Record<string, unknown>>;
  restart(): Promise<void>;
}

/** Runs the suite. */
export function workerSuite(options: PlaceOptions): void {
  let place: Place;
  let client: Client;
  beforeAll(async () => {
    place = await options.open();
    // Generous, because a broker that has just come back may take its time.
    client = createClient({ address: place.address, env: {}, deadline: '60s' });
  });
  afterAll(async () => {
    await client?.close();
    await place?.close();
  });

  describe.each(options.sources)(`${options.name} by %s`, (source) => {
    const running: RunningWorker[] = [];
    afterEach(async () => {
      for (const reports of await Promise.all(running.splice(0).map((one) => one.drain({ deadline: '5s' }))))
        expect(reports.left).toEqual([]);
    });
    const stage = (): Stage => ({
      client,
      async deploy(story, model = {}) {
        const id = `${story}-${source}-${run}`;
        await client.deploy({ name: `${id}.bpmn`, content: taskProcess(id, model) });
        return id;
      },
      declare: (more) => worker({ address: place.address, source, log: silentLogger, ...more }),
      keep(one) {
        running.push(one);
        return one;
      },
      async result(processId, variables = {}) {
        return (await client.createInstance({ processId, variables, awaitResult: true, requestTimeout: RESULT })).variables;
      },
      restart: () => place.restart(),
    });
    outcomes(stage, source);
    holding(stage);
    ends(stage);
    if (options.restarts) restarts(stage);
  });
}

function outcomes(stage: () => Stage, source: SourceChoice): void {
  test("a job has everything in it, and its result is the instance's, with every digit", async () => {
    const { deploy, declare, keep, result } = stage();
    const type = await deploy('complete');
    const seen: unknown[] = [];
    const running = keep(
      declare()
        .task(type, (job) => {
          seen.push({ ...job, hasKey: /^\d+$/.test(job.key) });
          return { doubled: Number(job.variables['amount']) * 2, large: job.variables['large'] };
        })
        .run(),
    );
    expect(await result(type, { amount: 21, large: 9_007_199_254_740_993n })).toEqual({
      amount: 21,
      doubled: 42,
      large: 9_007_199_254_740_993n,
    });
    expect(seen).toMatchObject([
      {
        hasKey: true,
        type,
        elementId: 'task',
        processId: type,
        processVersion: 1,
        retries: 3,
        headers: { region: 'north' },
        cluster: 'default',
      },
    ]);
    if (source !== 'auto') expect(running.status().clusters[0]?.sources).toMatchObject([{ type, mode: source, state: 'open' }]);
  });

  test('a failed job comes again after its backoff with one retry less', async () => {
    const { deploy, declare, keep, result } = stage();
    const type = await deploy('fail');
    const tries: (readonly [retries: number, attempt: number, atMs: number])[] = [];
    keep(
      declare()
        .task(type, (job, ctx) => {
          tries.push([job.retries, ctx.attempt, performance.now()]);
          if (tries.length < 3) throw new Retryable('not yet', { backoff: 500 });
          return { tries: tries.length };
        })
        .run(),
    );
    expect(await result(type)).toEqual({ tries: 3 });
    expect(tries.map(([retries, attempt]) => [retries, attempt])).toEqual([
      [3, 1],
      [2, 2],
      [1, 3],
    ]);
    expect((tries[1]?.[2] ?? 0) - (tries[0]?.[2] ?? 0)).toBeGreaterThanOrEqual(450);
  });

  test('a BPMN error takes the path of its boundary event, with its variables', async () => {
    const { deploy, declare, keep, result } = stage();
    const type = await deploy('error');
    keep(
      declare()
        .task(type, () => {
          throw new BpmnError('NO_STOCK', 'none left', { variables: { reason: 'sold out' } });
        })
        .run(),
    );
    expect(await result(type)).toEqual({ reason: 'sold out' });
  });

  test('a job given back comes again with its retries untouched', async () => {
    const { deploy, declare, keep, result } = stage();
    const type = await deploy('give-back');
    const retries: number[] = [];
    keep(
      declare()
        .task(type, (job) => {
          retries.push(job.retries);
          return retries.length === 1 ? outcome.giveBack() : { given: 'back' };
        })
        .run(),
    );
    expect(await result(type)).toEqual({ given: 'back' });
    expect(retries).toEqual([3, 3]);
  });
}

function holding(stage: () => Stage): void {
  test('a hundred jobs that waited and a hundred that come later: each once, never more than the slots', async () => {
    const { client, deploy, declare, keep } = stage();
    const type = await deploy('once');
    const keys: string[] = [];
    let atWork = 0;
    let atWorkMax = 0;
    const create = () => client.createInstance({ processId: type });
    await Promise.all(Array.from({ length: 100 }, create));
    const running = keep(
      declare({ max: 8 })
        .task(type, async (job) => {
          keys.push(job.key);
          atWorkMax = Math.max(atWorkMax, ++atWork);
          await sleep(2);
          atWork -= 1;
        })
        .run(),
    );
    await Promise.all(Array.from({ length: 100 }, create));
    await until(() => running.metrics().types[type]?.settled.completed === 200);
    expect(new Set(keys).size).toBe(200);
    expect(keys).toHaveLength(200);
    expect(atWorkMax).toBeLessThanOrEqual(8);
    expect(running.metrics()).toMatchObject({ held: 0, types: { [type]: { duplicates: 0 } } });
  });

  test('a job that takes three leases is done once: its lease is renewed', async () => {
    const { deploy, declare, keep, result } = stage();
    const type = await deploy('lease');
    let handled = 0;
    const running = keep(
      declare({ lease: '2s' })
        .task(type, async () => {
          handled += 1;
          await sleep(6_000);
          return { handled };
        })
        .run(),
    );
    expect(await result(type)).toEqual({ handled: 1 });
    expect(running.metrics().types[type]?.renewals).toBeGreaterThanOrEqual(2);
    expect(handled).toBe(1);
  });

  test('two types on one gate: the busy one does not starve the rare one', async () => {
    const { client, deploy, declare, keep, result } = stage();
    const [busy, rare] = [await deploy('busy'), await deploy('rare')];
    await Promise.all(Array.from({ length: 60 }, () => client.createInstance({ processId: busy })));
    let busyDone = 0;
    const running = keep(
      declare({ max: 4 })
        .task(busy, async () => {
          await sleep(200);
          busyDone += 1;
        })
        .task(rare, () => ({ busyDone }))
        .run(),
    );
    await until(() => busyDone > 0);
    const { busyDone: before } = await result(rare);
    expect(Number(before)).toBeLessThan(60);
    expect(running.metrics().held).toBeLessThanOrEqual(4);
    await until(() => busyDone === 60);
  });
}

function ends(stage: () => Stage): void {
  test('drain ends what runs, gives back what was not begun, and another worker does the rest at once', async () => {
    const { client, deploy, declare, keep } = stage();
    const type = await deploy('drain');
    await Promise.all(Array.from({ length: 12 }, () => client.createInstance({ processId: type })));
    const done: string[] = [];
    const handler = async (job: { readonly key: string }): Promise<void> => {
      await sleep(400);
      done.push(job.key);
    };
    const first = declare({ max: 4, lease: '2m' }).task(type, handler).run();
    await until(() => first.metrics().held > 0);
    expect(await first.drain({ deadline: '10s' })).toMatchObject({ clean: true, left: [] });
    expect(first.metrics()).toMatchObject({ held: 0, asked: 0 });
    expect(done.length).toBeGreaterThanOrEqual(1);
    expect(done.length).toBeLessThan(12);
    keep(declare({ lease: '2m' }).task(type, handler).run());
    // Far sooner than the leases of the first worker would have ended.
    await until(() => done.length >= 12, 40_000);
    expect(new Set(done).size).toBe(12);
  });
}

function restarts(stage: () => Stage): void {
  test('a broker that is killed and started again finds its worker', { timeout: 600_000 }, async () => {
    const { client, deploy, declare, keep, restart } = stage();
    const type = await deploy('restart');
    const keys: string[] = [];
    const running = keep(
      declare()
        .task(type, (job) => void keys.push(job.key))
        .run(),
    );
    await client.createInstance({ processId: type });
    const completed = (): number => running.metrics().types[type]?.settled.completed ?? 0;
    await until(() => completed() === 1);
    await restart();
    // A broker may be there before it can work: whatever became of the tries before, one more instance is enough.
    while (!(await client.createInstance({ processId: type }).then(Boolean, () => false))) await sleep(500);
    await until(() => completed() >= 2, 60_000);
    await until(() => completed() === keys.length);
    expect(new Set(keys).size).toBe(keys.length);
  });
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function until(holds: () => boolean, limitMs = 40_000): Promise<void> {
  for (let waitedMs = 0; waitedMs < limitMs && !holds(); waitedMs += 20) await sleep(20);
  expect(holds()).toBe(true);
}
