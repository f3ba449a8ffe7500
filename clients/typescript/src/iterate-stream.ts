// A stream of answers as a thing to iterate over, with the gateway held back while nobody asks. May not know what the answers are.
import type { ClientReadableStream } from '@grpc/grpc-js';
import type { OpenStream } from './caller.ts';
import { MillraceError } from './errors.ts';

/** Items one after another, or in the batches they came in. One pass only: asking again after the end ends at once. */
export interface Batches<T> extends AsyncIterable<T> {
  /** The items as they arrived together. Empty batches are left out. */
  batches(): AsyncGenerator<readonly T[], void, void>;
}

/**
 * Iterates over the items of a stream that is opened by the first step. Leaving the loop cancels the stream; the signal ends the loop quietly; any
 * other end than OK throws MillraceError.
 */
export function iterateStream<A, T>(
  open: () => Promise<OpenStream<ClientReadableStream<A>>>,
  items: (answer: A) => readonly T[],
  signal: AbortSignal | undefined,
): Batches<T> {
  let opened = false;
  async function* batches(): AsyncGenerator<readonly T[], void, void> {
    if (opened || signal?.aborted) return;
    opened = true;
    let source: OpenStream<ClientReadableStream<A>> | undefined;
    try {
      source = await open();
      for await (const answer of source.stream as AsyncIterable<A>) {
        const batch = items(answer);
        if (batch.length > 0) yield batch;
      }
    } catch (thrown) {
      if (signal?.aborted) return;
      throw MillraceError.from(thrown, source === undefined ? {} : { address: source.address });
    } finally {
      if (source !== undefined) {
        source.stream.cancel();
        source.settle();
      }
    }
  }
  return {
    batches,
    async *[Symbol.asyncIterator]() {
      for await (const batch of batches()) yield* batch;
    },
  };
}
