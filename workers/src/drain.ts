// How a worker stops: no more demand, what runs may end, the rest is given up at the deadline. Every step is bounded.
import type { Runner } from './runner.ts';
import { pause, type Timing, within } from './timing.ts';

/** What was left when the worker closed. */
export interface DrainReport {
  /** True when every job was settled in time. */
  readonly clean: boolean;
  /** Jobs whose outcome the broker was not told; their leases will end by themselves. */
  readonly left: readonly { readonly type: string; readonly key: string; readonly cluster: string }[];
  /** How long it took, in milliseconds. */
  readonly tookMs: number;
}

/** What is to be stopped. */
export interface DrainContext {
  readonly timing: Timing;
  readonly runner: Pick<Runner, 'held' | 'refusing'>;
  /** Ends all demand and gives back what was not begun; resolves when the sources have ended. */
  stopAsking(): Promise<unknown>;
  /** Ends repeats and aborts what waits. */
  giveUp(): void;
  /** Closes the connections. */
  close(): Promise<unknown>;
}

/** Longest the connections may take to close, in milliseconds. */
const closeMsMax = 1_000;
/** How long aborted handlers get to end in order, in milliseconds. */
const graceMs = 200;
/** Longest wait for the sources to end before the jobs in hand are counted, in milliseconds. */
const sourcesMsMax = 500;
/** How often it is looked whether the last job is settled, in milliseconds. */
const lookMs = 20;

/** Stops a worker within `deadlineMs` milliseconds, plus at most 1.4 s for aborted handlers and for closing. Never rejects. */
export async function drain(context: DrainContext, deadlineMs: number): Promise<DrainReport> {
  const { timing } = context;
  const { held, refusing } = context.runner;
  const beganAtMs = timing.now();
  const leftMs = () => Math.max(0, beganAtMs + deadlineMs - timing.now());
  const sources = context.stopAsking();
  // What the sources still bring is given back like any job in hand.
  await within(timing, Math.min(leftMs(), sourcesMsMax), sources);
  while (held.size + refusing.size > 0 && leftMs() > 0) await pause(timing, Math.min(lookMs, leftMs()));
  const late = [...held.values()];
  for (const { lease } of late) lease?.abort('closing', 'Expected the handler to end before the drain deadline, but it did not');
  context.giveUp();
  for (let waitedMs = 0; held.size > 0 && waitedMs < graceMs; waitedMs += lookMs) await pause(timing, lookMs);
  const left = [...held.values()].map(({ raw, task, cluster }) => ({ type: task.type, key: raw.key, cluster: cluster.id }));
  await within(timing, graceMs, sources);
  await within(timing, closeMsMax, context.close());
  return { clean: late.length === 0, left, tookMs: timing.now() - beganAtMs };
}
