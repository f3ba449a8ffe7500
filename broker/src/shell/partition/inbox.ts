/** The inbox of a partition: commands that wait to be appended, bounded by count and bytes (decision D12). */
import type { AnyCommand } from '../../core/protocol/record.ts';

/** Commands that wait at most; more are refused as "not written, repeat safely". */
export const INBOX_COMMANDS_MAX = 10_000;
/** Bytes that wait at most. */
export const INBOX_BYTES_MAX = 64 * 1024 * 1024;
/** Room above the bounds for commands that drain work: outcomes of jobs, cancellations, and what the partition asks of itself. */
const EXEMPT_FACTOR = 4;

/** A command on its way into the log. */
export interface Waiting {
  readonly command: AnyCommand;
  /** Who waits for the answer on this node; 0 for nobody. */
  readonly requestId: number;
  readonly bytes: number;
}

/** A queue with two bounds. */
export class Inbox {
  #waiting: Waiting[] = [];
  #bytes = 0;

  get commands(): number {
    return this.#waiting.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a command of this size may enter; if not, why not. */
  refusal(bytes: number, exempt: boolean): string | undefined {
    const factor = exempt ? EXEMPT_FACTOR : 1;
    if (this.#waiting.length >= INBOX_COMMANDS_MAX * factor)
      return `Expected fewer than ${INBOX_COMMANDS_MAX * factor} waiting commands, but so many wait already`;
    if (this.#bytes + bytes > INBOX_BYTES_MAX * factor)
      return `Expected fewer than ${INBOX_BYTES_MAX * factor} waiting bytes, but ${this.#bytes} wait already`;
    return undefined;
  }

  add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#bytes += waiting.bytes;
  }

  /** Takes commands in order until `bytesMax` is reached, one at least. */
  take(bytesMax: number): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && (count === 0 || bytes + (this.#waiting[count]?.bytes ?? 0) <= bytesMax))
      bytes += this.#waiting[count++]?.bytes ?? 0;
    const taken = this.#waiting.slice(0, count);
    this.#waiting = count === this.#waiting.length ? [] : this.#waiting.slice(count);
    this.#bytes -= bytes;
    return taken;
  }

  /** Takes everything: the partition closes. */
  takeAll(): Waiting[] {
    return this.take(Number.MAX_SAFE_INTEGER);
  }
}
