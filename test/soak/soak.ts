/**
 * A worker of each source at one broker for a long time, with the broker killed and workers drained on the way: what stays in memory? It counts and
 * samples; what may be expected is for its callers.
 */
import { randomUUID } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createClient } from '@millrace/client';
import { type RunningWorker, silentLogger, type SourceChoice, worker } from '@millrace/worker';
import { taskProcess } from '../conformance/clients/models.ts';
import { startBroker } from '../conformance/runner/our-broker.ts';

/** How long, how fast, how rough. */
export interface SoakOptions {
  readonly seconds: number;
  /** Instances a second, over all sources. */
  readonly rate: number;
  /** Time between two looks at the heap, seconds. */
  readonly sampleSeconds: number;
  /** Time between two drains of a worker; the next one starts at once. Seconds. */
  readonly drainSeconds: number;
  /** Time between two kills of the broker, seconds. */
  readonly killSeconds: number;
  onSample?(sample: SoakSample): void;
}

/** One look. */
export interface SoakSample {
  readonly atSeconds: number;
  /** Of this process after garbage collection, which holds the workers and what drives them. */
  readonly heapBytes: number;
  readonly created: number;
  readonly completed: number;
}

/** What was seen. */
export interface SoakResult {
  readonly samples: readonly SoakSample[];
  readonly created: number;
  readonly completed: number;
  /** Times a job was given back, or its lease ended before the broker could be told. */
  readonly otherwise: number;
  /** Jobs that a drain could not settle. */
  readonly left: number;
  readonly drains: number;
  readonly kills: number;
  /** Node's warnings, of leaking listeners among others. */
  readonly warnings: readonly string[];
}

const sources: readonly SourceChoice[] = ['job-stream', 'push', 'poll'];
const leaseMs = 10_000;
/** Longest wait for the last jobs, milliseconds: two leases, for those that were under way when the broker died. */
const restMsMax = 3 * leaseMs;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs it. Rejects only when broker or client do what they never may. */
export async function soak(options: SoakOptions): Promise<SoakResult> {
  const warnings: string[] = [];
  const warn = (warning: Error): void => void warnings.push(warning.message);
  process.on('warning', warn);
  const broker = await startBroker('system');
  const client = createClient({ address: broker.gatewayAddress, env: {}, deadline: '60s', retry: { attemptsMax: 50, budget: '2m' } });
  for (const source of sources) await client.deploy({ name: `${source}.bpmn`, content: taskProcess(source) });
  const totals = { created: 0, completed: 0, otherwise: 0, left: 0, drains: 0, kills: 0 };
  const start = (source: SourceChoice): RunningWorker => {
    const running = worker({ address: broker.gatewayAddress, source, max: 16, lease: leaseMs, longPoll: '5s', log: silentLogger })
      .task(source, async () => {
        await sleep(5);
        return { done: true };
      })
      .run();
    running.outcomes$.subscribe(({ kind, ambiguous }) => {
      // A completion whose answer was lost with the broker is refused when it is sent again: the job was done.
      if (kind === 'completed' || (kind === 'gone' && ambiguous)) totals.completed += 1;
      else totals.otherwise += 1;
    });
    return running;
  };
  const workers = sources.map(start);
  const end = { isThere: false };
  const beganMs = performance.now();
  const atSeconds = (): number => (performance.now() - beganMs) / 1_000;
  const creating = create(client, options.rate, end, totals);
  const samples: SoakSample[] = [];
  let drainAt = options.drainSeconds;
  let killAt = options.killSeconds;
  while (atSeconds() < options.seconds) {
    await sleep(options.sampleSeconds * 1_000);
    collectGarbage();
    const sample = { atSeconds: Math.round(atSeconds()), heapBytes: process.memoryUsage().heapUsed, ...totals };
    samples.push(sample);
    options.onSample?.(sample);
    if (atSeconds() >= killAt) {
      killAt += options.killSeconds;
      totals.kills += 1;
      await broker.killAndRestart();
    }
    if (atSeconds() >= drainAt) {
      drainAt += options.drainSeconds;
      const index = totals.drains++ % workers.length;
      totals.left += (await workers[index]?.drain({ deadline: '5s' }))?.left.length ?? 0;
      workers[index] = start(sources[index] ?? 'auto');
    }
  }
  end.isThere = true;
  await creating;
  for (let waitedMs = 0; waitedMs < restMsMax && totals.completed < totals.created; waitedMs += 50) await sleep(50);
  for (const running of workers) totals.left += (await running.drain({ deadline: '5s' })).left.length;
  await client.close();
  await broker.stop();
  process.off('warning', warn);
  return { samples, ...totals, warnings };
}

/** Starts instances of each source in turn at an even pace. */
async function create(
  client: ReturnType<typeof createClient>,
  rate: number,
  end: { readonly isThere: boolean },
  totals: { created: number },
): Promise<void> {
  const beganMs = performance.now();
  const open = new Set<Promise<unknown>>();
  for (let count = 0; !end.isThere; count += 1) {
    await sleep(Math.max(0, (count / rate) * 1_000 - (performance.now() - beganMs)));
    // An id of its own makes a create safe to repeat, so that a killed broker costs none.
    const made = client.createInstance({ processId: sources[count % sources.length] ?? '', requestId: randomUUID() }).then(() => {
      totals.created += 1;
      open.delete(made);
    });
    open.add(made);
    if (open.size > rate * 5) await Promise.race(open);
  }
  await Promise.all(open);
}

/** Growth of the heap from the second quarter to the last, as the means of both, bytes. */
export function growthBytes(samples: readonly SoakSample[]): number {
  const quarter = Math.floor(samples.length / 4);
  const mean = (part: readonly SoakSample[]): number => part.reduce((sum, { heapBytes }) => sum + heapBytes, 0) / part.length;
  return mean(samples.slice(-quarter)) - mean(samples.slice(quarter, 2 * quarter));
}
