// Bounds the wait for results of a stream: by time and by signal, with one timer and one listener for all that wait. It knows nothing of the stream.
import { messageOf } from './errors.ts';
import { type CallLimits, GatewayError } from './gateway.ts';
import type { Timing } from './timing.ts';
import { createWheel } from './wheel.ts';

/** The waits under way. A busy worker has thousands a second, so none has a timer or a listener of its own. */
export interface AnswerLimits {
  /** Ends as `work` does, or with DEADLINE_EXCEEDED or CANCELLED when time or signal come first. Rejects with a `GatewayError` only. */
  bounded(work: Promise<void>, limits: CallLimits): Promise<void>;
  /** Forgets all times; what still waits is ended by its signal. */
  close(): void;
}

type GiveUp = (error: GatewayError) => void;

/** Opens them, with none under way. */
export function createAnswerLimits(timing: Timing): AnswerLimits {
  const deadlines = createWheel(timing);
  const waitingBySignal = new WeakMap<AbortSignal, Set<GiveUp>>();

  /** Those who give up when this signal aborts. */
  const waitingFor = (signal: AbortSignal | undefined): Set<GiveUp> => {
    if (!signal) return new Set();
    const known = waitingBySignal.get(signal);
    if (known) return known;
    const waiting = new Set<GiveUp>();
    waitingBySignal.set(signal, waiting);
    const abort = () => {
      for (const give of [...waiting]) give(new GatewayError('CANCELLED', 'Expected to wait for the result, but the worker gave up'));
    };
    signal.addEventListener('abort', abort, { once: true });
    return waiting;
  };

  return {
    bounded: (work, { deadlineMs, signal }) =>
      new Promise((resolve, reject) => {
        const waiting = waitingFor(signal);
        const forget = () => {
          cancel();
          waiting.delete(give);
        };
        const give = (error: GatewayError) => {
          forget();
          reject(error);
        };
        const cancel = deadlines.after(deadlineMs, () =>
          give(new GatewayError('DEADLINE_EXCEEDED', `Expected a result within ${deadlineMs} ms, but none came`)),
        );
        waiting.add(give);
        work.then(
          () => {
            forget();
            resolve();
          },
          (error: unknown) => give(error instanceof GatewayError ? error : new GatewayError('UNKNOWN', messageOf(error), { cause: error })),
        );
      }),
    close: deadlines.close,
  };
}
