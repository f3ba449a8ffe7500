// A value read now and again while somebody listens.
import { Observable } from 'rxjs';
import type { Cancel, Timing } from '../timing.ts';

/** Tells what `read` answers at once and every `everyMs` milliseconds, until the signal aborts. */
export function sample<T>(read: () => T, everyMs: number, timing: Timing, stop: AbortSignal): Observable<T> {
  return new Observable((subscriber) => {
    let cancel: Cancel = () => {};
    const end = () => subscriber.complete();
    const tell = () => {
      subscriber.next(read());
      if (!subscriber.closed) cancel = timing.after(everyMs, tell);
    };
    stop.addEventListener('abort', end);
    tell();
    if (stop.aborted) end();
    return () => {
      cancel();
      stop.removeEventListener('abort', end);
    };
  });
}
