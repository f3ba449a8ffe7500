// Whether one cluster may be asked for jobs: after a fault one caller probes it, with backoff, for all of its sources together.
import { backoffMs } from './backoff.ts';
import type { Status } from './gateway.ts';
import { pause, type Timing } from './timing.ts';
import type { Valve } from './valve.ts';

/** State of a cluster as seen by its last answers. */
export type HealthState = 'unknown' | 'up' | 'down';

/** The health of one cluster; as a valve it holds back the demand of all its sources. */
export interface ClusterHealth extends Valve {
  readonly state: HealthState;
  /** Why it is down. */
  readonly problem: string | undefined;
  /** It answered. */
  ok(): void;
  /** It failed; `isUnreached` when no connection stood, which is looked at again sooner. Answers false for statuses that say nothing about the cluster: the caller then backs off by itself. */
  failed(status: Status, message: string, isUnreached?: boolean): boolean;
  /** A call that was let through ended without telling anything. */
  dropped(): void;
  /** Waits until a call may be made, perhaps as the probe; false when the signal aborted first. `ok`, `failed` or `dropped` must follow. */
  pass(signal: AbortSignal): Promise<boolean>;
  /** Calls back on each change of state. */
  onChange(listener: () => void): void;
}

/** Statuses that concern one request only. */
const requestStatuses: ReadonlySet<Status> = new Set([
  'INVALID_ARGUMENT',
  'NOT_FOUND',
  'PERMISSION_DENIED',
  'UNIMPLEMENTED',
  'CANCELLED',
  'FAILED_PRECONDITION',
  'OUT_OF_RANGE',
  'ALREADY_EXISTS',
]);

/** Longest wait before a gateway is dialled again that could not be reached, in milliseconds: its return is to be noticed soon, and nobody is asked. */
const unreachedMsMax = 1_000;
/** How often a waiting stream looks whether the probe has ended, in milliseconds. */
const lookAgainMs = 250;

/** A new cluster, not yet asked. */
export function createClusterHealth(timing: Timing): ClusterHealth {
  const listeners: (() => void)[] = [];
  let state: HealthState = 'unknown';
  let problem: string | undefined;
  let failures = 0;
  let probeAtMs = 0;
  let probing = false;

  const change = (next: HealthState) => {
    const changed = state !== next;
    state = next;
    if (changed) for (const listener of listeners) listener();
  };
  const health: ClusterHealth = {
    get state() {
      return state;
    },
    get problem() {
      return problem;
    },
    allowance: () => (state !== 'down' ? Number.POSITIVE_INFINITY : !probing && timing.now() >= probeAtMs ? 1 : 0),
    opensInMs: () => (state === 'down' && !probing ? Math.max(0, probeAtMs - timing.now()) : undefined),
    reserve() {
      if (state === 'down') probing = true;
    },
    ok() {
      failures = 0;
      probing = false;
      problem = undefined;
      change('up');
    },
    failed(status, message, isUnreached = false) {
      if (requestStatuses.has(status)) {
        if (status !== 'CANCELLED' && state === 'down') health.ok();
        else probing = false;
        return false;
      }
      // Calls that were under way when the cluster went down tell nothing new.
      if (state === 'down' && !probing) return true;
      probing = false;
      problem = `${status}: ${message}`;
      probeAtMs = timing.now() + backoffMs(failures++, () => timing.random(), isUnreached ? { ceilingMs: unreachedMsMax } : {});
      change('down');
      return true;
    },
    dropped() {
      if (!probing) return;
      probing = false;
      for (const listener of listeners) listener();
    },
    async pass(signal) {
      while (!signal.aborted) {
        if (health.allowance() >= 1) {
          health.reserve?.(1);
          return true;
        }
        await pause(timing, Math.max(1, health.opensInMs?.() ?? lookAgainMs), signal);
      }
      return false;
    },
    onChange: (listener) => void listeners.push(listener),
  };
  return health;
}
