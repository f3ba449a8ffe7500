/** Counts of calls, kept as plain numbers on the hot path and read out only when somebody scrapes. */
import { status } from '@grpc/grpc-js';

/** Upper bounds of the latency buckets, ms. */
export const LATENCY_BOUNDS_MS = [1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000] as const;
const STATUS_CODES = 17;

/** The name of a gRPC status, as in its specification. */
export function statusName(code: number): string {
  return status[code] ?? String(code);
}

/** The counts of one method. */
export class MethodMetrics {
  readonly method: string;
  /** Calls ended, by gRPC status code. */
  readonly byCode = new Float64Array(STATUS_CODES);
  /** Calls by latency bucket; the last one is everything above the last bound. */
  readonly byLatency = new Float64Array(LATENCY_BOUNDS_MS.length + 1);
  latencySumMs = 0;

  constructor(method: string) {
    this.method = method;
  }

  /** Counts one ended call. */
  ended(code: status, tookMs: number): void {
    const known = code >= 0 && code < STATUS_CODES ? code : status.UNKNOWN;
    this.byCode[known] = (this.byCode[known] ?? 0) + 1;
    let bucket = 0;
    while (bucket < LATENCY_BOUNDS_MS.length && tookMs > (LATENCY_BOUNDS_MS[bucket] ?? 0)) bucket++;
    this.byLatency[bucket] = (this.byLatency[bucket] ?? 0) + 1;
    this.latencySumMs += tookMs;
  }
}

/** All counts of one gateway. */
export class GatewayMetrics {
  readonly #methods = new Map<string, MethodMetrics>();
  /** Open calls that last: polls, push streams, job streams, followers. */
  readonly open = { polls: 0, pushStreams: 0, jobStreams: 0, followers: 0 };
  /** Jobs sent to workers by how they went, and jobs taken back because they could not be delivered. */
  readonly jobs = { polled: 0, pushed: 0, streamed: 0, givenBack: 0 };

  /** The counts of a method, made when first asked for. */
  method(name: string): MethodMetrics {
    let metrics = this.#methods.get(name);
    if (metrics === undefined) {
      metrics = new MethodMetrics(name);
      this.#methods.set(name, metrics);
    }
    return metrics;
  }

  /** Every method seen so far. */
  methods(): Iterable<MethodMetrics> {
    return this.#methods.values();
  }
}
