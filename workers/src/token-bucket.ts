// A rate limit that acts before activation: tokens are taken with the demand, so jobs over the limit stay in the broker.
import type { Timing } from './timing.ts';
import type { Valve } from './valve.ts';

/** A rate of jobs. */
export interface Rate {
  /** Jobs per `perMs`, above 0. */
  readonly jobs: number;
  /** Length of the period, in milliseconds, above 0. */
  readonly perMs: number;
  /** Tokens the bucket can hold; default `jobs`, at least 1. */
  readonly burst?: number;
  /** True when each tenant has a bucket of its own. */
  readonly perTenant?: boolean;
}

const units: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };

/** Reads `'50/s'`, `'10/2s'`, `'100/m per tenant'`. Throws a RangeError for anything else. */
export function parseRate(text: string): Rate {
  const match = /^\s*(\d+(?:\.\d+)?)\s*\/\s*(\d+)?\s*(ms|s|min|m|h|d)\s*(per tenant)?\s*$/.exec(text);
  const jobs = Number(match?.[1]);
  const perMs = Number(match?.[2] ?? 1) * (units[match?.[3] ?? ''] ?? Number.NaN);
  if (!(jobs > 0 && perMs > 0)) throw new RangeError(`Expected a rate like '50/s' or '100/m per tenant', but got '${text}'`);
  return { jobs, perMs, perTenant: match?.[4] !== undefined };
}

/** Opens a full bucket. */
export function createTokenBucket(rate: Rate, timing: Timing): Valve {
  const burst = Math.max(1, rate.burst ?? rate.jobs);
  const perMs = rate.jobs / rate.perMs;
  let tokens = burst;
  let filledAtMs = timing.now();
  const fill = () => {
    const nowMs = timing.now();
    tokens = Math.min(burst, tokens + (nowMs - filledAtMs) * perMs);
    filledAtMs = nowMs;
  };
  return {
    allowance() {
      fill();
      // A sum of fractions may stay a hair under the whole token.
      return Math.floor(tokens + 1e-6);
    },
    opensInMs() {
      fill();
      return tokens >= 1 ? 0 : Math.ceil((1 - tokens) / perMs);
    },
    reserve(jobs) {
      fill();
      tokens -= jobs;
    },
    refund(jobs) {
      tokens = Math.min(burst, tokens + jobs);
    },
  };
}
