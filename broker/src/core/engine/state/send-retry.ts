/** When a request to another partition is sent again because no answer has come. */

/** Age at which an unanswered request is sent again for the first time. Milliseconds. */
export const SEND_RETRY_FIRST_MS = 10_000;
/** Longest wait between two attempts. Milliseconds. */
export const SEND_RETRY_MAX_MS = 300_000;

/** A row that waits for an answer of another partition. */
export interface Unanswered {
  /** When the request was sent last. Milliseconds since 1970. */
  readonly sentAtMs: number;
  /** How often it was sent again. */
  readonly retries: number;
}

/** What a row remembers of a request that is sent now; `before` is the same row while it waited for the same answer. */
export function sentNow(nowMs: number, before: Unanswered | undefined): Unanswered {
  return { sentAtMs: nowMs, retries: before === undefined ? 0 : before.retries + 1 };
}

/** When a request is to be sent again: the wait doubles from {@link SEND_RETRY_FIRST_MS} up to {@link SEND_RETRY_MAX_MS}. */
export function retryAtMs({ sentAtMs, retries }: Unanswered): number {
  return sentAtMs + Math.min(SEND_RETRY_MAX_MS, SEND_RETRY_FIRST_MS * 2 ** Math.min(retries, 10));
}
