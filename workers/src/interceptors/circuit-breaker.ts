// Stops asking for jobs whose handler keeps failing, so that they wait in the broker; now and then one job is asked for as a trial.
import { type Duration, durationMs } from '../duration.ts';
import { type Interceptor, placed } from '../interceptor.ts';
import { outcome } from '../outcome.ts';
import { realTiming, type Timing } from '../timing.ts';
import type { Valve } from '../valve.ts';

/** When the breaker opens and closes. */
export interface CircuitBreakerOptions {
  /** Part of failures that opens it, 0 to 1; default 0.5. */
  readonly failureRatio?: number;
  /** Jobs looked back on; default 20. */
  readonly window?: number;
  /** Jobs needed before it may open; default 10. */
  readonly volume?: number;
  /** How long it stays open before a trial; default '30s'. */
  readonly openFor?: Duration;
  readonly timing?: Timing;
  /** Told of each change. */
  readonly onChange?: (state: BreakerState, type: string) => void;
}

/** `closed`: all demand; `open`: none; `half-open`: one job. */
export type BreakerState = 'closed' | 'open' | 'half-open';

interface Circuit extends Valve {
  readonly state: BreakerState;
  record(failed: boolean): void;
}

/** A breaker with a circuit of its own for each job type. Jobs that arrive while it is open are given back. */
export function circuitBreaker(options: CircuitBreakerOptions = {}): Interceptor {
  const circuits = new Map<string, Circuit>();
  const circuitOf = (type: string, timing: Timing): Circuit => {
    const circuit = circuits.get(type) ?? createCircuit(type, options, options.timing ?? timing);
    circuits.set(type, circuit);
    return circuit;
  };
  const intercept: Interceptor = async (job, ctx, next) => {
    const circuit = circuitOf(job.type, realTiming);
    if (circuit.state === 'open') return outcome.giveBack();
    const answer = await next(ctx);
    if (answer.kind !== 'giveBack') circuit.record(answer.kind === 'fail');
    return answer;
  };
  return placed(
    'circuit-breaker',
    Object.assign(intercept, {
      valve: ({ type, timing }: { readonly type: string; readonly timing: Timing }) => circuitOf(type, timing),
    }),
  );
}

function createCircuit(type: string, options: CircuitBreakerOptions, timing: Timing): Circuit {
  const { failureRatio = 0.5, window = 20, volume = 10 } = options;
  const openMs = durationMs(options.openFor ?? '30s');
  const listeners: (() => void)[] = [];
  let recent: boolean[] = [];
  let state: BreakerState = 'closed';
  let openedAtMs = 0;
  let trying = false;

  const change = (next: BreakerState) => {
    if (state === next) return;
    state = next;
    options.onChange?.(next, type);
    for (const listener of listeners) listener();
  };
  const open = () => {
    openedAtMs = timing.now();
    trying = false;
    recent = [];
    change('open');
  };
  return {
    get state() {
      return state;
    },
    allowance() {
      if (state === 'open' && timing.now() >= openedAtMs + openMs) change('half-open');
      if (state === 'closed') return Number.POSITIVE_INFINITY;
      return state === 'half-open' && !trying ? 1 : 0;
    },
    recalls: () => state === 'open',
    opensInMs: () => (state === 'open' ? Math.max(0, openedAtMs + openMs - timing.now()) : undefined),
    reserve() {
      if (state === 'half-open') trying = true;
    },
    refund() {
      if (state !== 'half-open' || !trying) return;
      trying = false;
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
    record(failed) {
      if (state === 'half-open') {
        if (failed) return open();
        trying = false;
        recent = [];
        return change('closed');
      }
      recent.push(failed);
      if (recent.length > window) recent.shift();
      const failures = recent.filter(Boolean).length;
      if (recent.length >= volume && failures / recent.length >= failureRatio) open();
    },
  };
}
