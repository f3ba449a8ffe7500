/** Who waits for which answer on this node. Bounded by the inbox and by the callers that await the end of an instance, whom a signal takes away. */
import type { AnyRecord } from '../../core/protocol/record.ts';
import type { Answer } from './partition.ts';

type Resolve = (answer: Answer) => void;

interface Request {
  readonly resolve: Resolve;
  readonly signal: AbortSignal | undefined;
  readonly leave: () => void;
}

const callerGone: Answer = { kind: 'unavailable', reason: 'Expected a caller that waits, but it has gone', written: 'unknown' };

/** Open requests by number; numbers start at 1 and mean nothing on another node or after a restart. */
export class Requests {
  readonly #open = new Map<number, Request>();
  #last = 0;

  get size(): number {
    return this.#open.size;
  }

  /** Opens a request; the signal ends it with "unavailable, written or not is unknown". */
  open(resolve: Resolve, signal?: AbortSignal): number {
    const id = ++this.#last;
    const leave = (): void => this.settle(id, callerGone);
    this.#open.set(id, { resolve, signal, leave });
    signal?.addEventListener('abort', leave, { once: true });
    return id;
  }

  answer(id: number, record: AnyRecord, position: number): void {
    this.settle(id, { kind: 'record', record, position });
  }

  settle(id: number, answer: Answer): void {
    const request = this.#open.get(id);
    if (request === undefined) return;
    this.#open.delete(id);
    // A signal may outlive many requests: it must not keep them.
    request.signal?.removeEventListener('abort', request.leave);
    request.resolve(answer);
  }

  /** Answers everybody alike: the partition can go on no more. */
  settleAll(answer: Answer): void {
    for (const id of [...this.#open.keys()]) this.settle(id, answer);
  }
}
