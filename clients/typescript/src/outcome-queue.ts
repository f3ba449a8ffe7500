// Gathers outcomes of the same moment into batches and gives each its own result. May not know how batches travel.
import type { Outcome } from '@millrace/proto/v1/job_stream';
import type { MillraceError } from './errors.ts';

/** A queue whose results are of type R. */
export interface OutcomeQueue<R> {
  /** Queues an outcome; settles when its batch is settled, or with the error of `fail`. */
  add(outcome: Outcome): Promise<R>;
  /** The results of a batch, by index: a value, or the error the outcome ends with. */
  settle(batch: bigint, result: (index: number) => R | MillraceError): void;
  /** There is room again: sends what is queued. */
  resume(): void;
  /** Ends everything queued or sent with the error. */
  fail(error: MillraceError): void;
  /** Outcomes queued or sent whose result is missing. */
  pending(): number;
  /** Resolves when no result is missing, also by `fail`. */
  whenEmpty(): Promise<void>;
}

interface Entry<R> {
  readonly outcome: Outcome;
  readonly resolve: (result: R) => void;
  readonly reject: (error: MillraceError) => void;
}

/** Outcomes of one batch at most; the contract's limit. */
const batchOutcomesMax = 1_000;
/** Characters of variables after which a batch is sent, so that it stays below the gateway's 4 MB. */
const batchCharactersMax = 500_000;

/** The queue; `send` takes a batch and answers whether there is room for another one, otherwise it waits for `resume`. */
export function createOutcomeQueue<R>(wire: { send: (batch: bigint, outcomes: Outcome[]) => boolean }): OutcomeQueue<R> {
  const sent = new Map<bigint, readonly Entry<R>[]>();
  let queued: Entry<R>[] = [];
  let pending = 0;
  let lastBatch = 0n;
  let hasRoom = true;
  let isScheduled = false;
  let whenEmpty: (() => void)[] = [];

  function count(change: number): void {
    pending += change;
    if (pending > 0) return;
    for (const resolve of whenEmpty) resolve();
    whenEmpty = [];
  }

  function nextBatch(): Entry<R>[] {
    let characters = 0;
    let length = 0;
    for (const { outcome } of queued) {
      characters += charactersOf(outcome);
      if (length > 0 && (length >= batchOutcomesMax || characters > batchCharactersMax)) break;
      length += 1;
    }
    const batch = queued.slice(0, length);
    queued = queued.slice(length);
    return batch;
  }

  function flush(): void {
    isScheduled = false;
    while (hasRoom && queued.length > 0) {
      const entries = nextBatch();
      lastBatch += 1n;
      sent.set(lastBatch, entries);
      hasRoom = wire.send(
        lastBatch,
        entries.map((entry) => entry.outcome),
      );
    }
  }

  return {
    add(outcome) {
      return new Promise<R>((resolve, reject) => {
        queued.push({ outcome, resolve, reject });
        count(1);
        if (isScheduled) return;
        isScheduled = true;
        // After this turn's input, so that outcomes of many handlers travel together; an idle stream still sends within the turn.
        setImmediate(flush);
      });
    },
    settle(batch, result) {
      const entries = sent.get(batch);
      if (entries === undefined) return;
      sent.delete(batch);
      entries.forEach((entry, index) => {
        const value = result(index);
        if (value instanceof Error) entry.reject(value);
        else entry.resolve(value);
      });
      count(-entries.length);
    },
    resume() {
      hasRoom = true;
      flush();
    },
    fail(error) {
      const all = [...[...sent.values()].flat(), ...queued];
      sent.clear();
      queued = [];
      for (const entry of all) entry.reject(error);
      count(-all.length);
    },
    pending: () => pending,
    whenEmpty: () => (pending === 0 ? Promise.resolve() : new Promise((resolve) => whenEmpty.push(resolve))),
  };
}

function charactersOf(outcome: Outcome): number {
  return (outcome.complete?.variables ?? outcome.fail?.variables ?? outcome.throwError?.variables ?? '').length;
}
