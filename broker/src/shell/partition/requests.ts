/** Who waits for which answer on this node. Bounded by the inbox, since every request is a command that waits or is under way. */
import type { AnyRecord } from '../../core/protocol/record.ts';
import type { Answer } from './partition.ts';

type Resolve = (answer: Answer) => void;

/** Open requests by number; numbers start at 1 and mean nothing on another node or after a restart. */
export class Requests {
  readonly #open = new Map<number, Resolve>();
  #last = 0;

  get size(): number {
    return this.#open.size;
  }

  /** Opens a request. */
  open(resolve: Resolve): number {
    const id = ++this.#last;
    this.#open.set(id, resolve);
    return id;
  }

  /** Forgets a request whose caller has gone. */
  forget(id: number): void {
    this.#open.delete(id);
  }

  answer(id: number, record: AnyRecord, position: number): void {
    this.settle(id, { kind: 'record', record, position });
  }

  settle(id: number, answer: Answer): void {
    const resolve = this.#open.get(id);
    if (resolve === undefined) return;
    this.#open.delete(id);
    resolve(answer);
  }

  /** Answers everybody alike: the partition can go on no more. */
  settleAll(answer: Answer): void {
    for (const id of [...this.#open.keys()]) this.settle(id, answer);
  }
}
