// Waiting that always ends: by time or by signal, and without a listener left behind. May not know what is waited for.
import { EventEmitter, getMaxListeners, setMaxListeners } from 'node:events';
import { MillraceError } from './errors.ts';

/** Calls that may listen to one signal at the same time before Node warns of a leak. */
const listenersMax = 10_000;
const seen = new WeakSet<AbortSignal>();

/** Every call under way listens to its signal and lets go of it at its end: more than ten, Node's default, are no leak. A bound set by the owner stays. */
export function expectManyListeners(signal: AbortSignal): void {
  // The question costs as much as a tenth of a call, and most calls of a program come with one signal.
  if (seen.has(signal)) return;
  seen.add(signal);
  if (listenersBound(signal) === EventEmitter.defaultMaxListeners) setMaxListeners(listenersMax, signal);
}

/** The bound of a signal. Node's own question throws where the owner set it to 0, for "none" (seen with 20.20). */
function listenersBound(signal: AbortSignal): number {
  try {
    return getMaxListeners(signal);
  } catch {
    return 0;
  }
}

/** A signal that fires with either one, and lets go of both: the client's own lives long and must not collect listeners. */
export function linked(own: AbortSignal | undefined, other: AbortSignal): { signal: AbortSignal; release: () => void } {
  if (own === undefined) return { signal: other, release: () => {} };
  const controller = new AbortController();
  const fire = () => controller.abort();
  if (own.aborted || other.aborted) fire();
  own.addEventListener('abort', fire, { once: true });
  other.addEventListener('abort', fire, { once: true });
  return {
    signal: controller.signal,
    release() {
      own.removeEventListener('abort', fire);
      other.removeEventListener('abort', fire);
    },
  };
}

/** The value itself, or the promise's end in time. */
export async function soon<T>(value: T | Promise<T>, untilMs: number, signal: AbortSignal | undefined): Promise<T> {
  return value instanceof Promise ? within(value, untilMs, signal) : value;
}

/** The promise's end, or DEADLINE_EXCEEDED and CANCELLED (both `notWritten`) when time or signal come first. */
export async function within<T>(promise: Promise<T>, untilMs: number, signal: AbortSignal | undefined): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  let onAbort: (() => void) | undefined;
  const stop = new Promise<never>((_resolve, reject) => {
    const fail = (code: 'DEADLINE_EXCEEDED' | 'CANCELLED', reason: string) =>
      reject(new MillraceError(code, reason, { details: { reason, notWritten: true } }));
    timer = setTimeout(
      () => fail('DEADLINE_EXCEEDED', 'Expected a connection in time, but there was none'),
      Math.max(0, untilMs - Date.now()),
    );
    onAbort = () => fail('CANCELLED', 'Expected to finish the call, but its signal was aborted');
    if (signal?.aborted) onAbort();
    signal?.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([promise, stop]);
  } finally {
    clearTimeout(timer);
    if (onAbort !== undefined) signal?.removeEventListener('abort', onAbort);
  }
}
