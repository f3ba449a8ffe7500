/** Virtual time: a queue of calls that run in the order of their due times, as fast as the machine can, and always in the same order. */
import type { Random } from '../random.ts';

/** Most events one `runFor` may execute before it is taken for an endless loop. */
export const SIM_EVENTS_MAX = 50_000_000;

/** Runs a simulated world. All waiting inside it must come from here, or the same seed will not give the same run. */
export interface SimScheduler {
  /** Virtual milliseconds since the start of the run. */
  elapsedMs(): number;
  /** Enqueues a call; calls due at the same instant run in an order drawn from the seed, as no real machine promises one. */
  at(dueMs: number, run: () => void): () => void;
  /** Runs everything due within the next span of virtual time, promises included; then the time has passed. */
  runFor(spanMs: number): Promise<void>;
  /** Runs until nothing is left to do or the bound in virtual milliseconds is reached. */
  runUntilIdle(boundMs: number): Promise<void>;
}

interface SimEvent {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
  cancelled: boolean;
}

/** Makes a scheduler; `random` breaks ties. */
export function createSimScheduler(random: Random): SimScheduler {
  const heap: SimEvent[] = [];
  let elapsedMs = 0;
  async function runUpTo(endMs: number): Promise<void> {
    await settle();
    for (let count = 0; heap[0] !== undefined && heap[0].dueMs <= endMs; count++) {
      if (count >= SIM_EVENTS_MAX) throw new Error(`Expected the simulation to settle within ${SIM_EVENTS_MAX} events, but it went on`);
      const event = heapPop(heap);
      if (event.cancelled) continue;
      elapsedMs = Math.max(elapsedMs, event.dueMs);
      event.run();
      await settle();
    }
  }
  return {
    elapsedMs: () => elapsedMs,
    at(dueMs, run) {
      const event: SimEvent = { dueMs: Math.max(dueMs, elapsedMs), order: random.uint32(), run, cancelled: false };
      heapPush(heap, event);
      return () => {
        event.cancelled = true;
      };
    },
    async runFor(spanMs) {
      const endMs = elapsedMs + spanMs;
      await runUpTo(endMs);
      elapsedMs = endMs;
    },
    runUntilIdle: (boundMs) => runUpTo(elapsedMs + boundMs),
  };
}

/** Lets every promise that can go on go on: an immediate runs only after all of them have. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isBefore(left: SimEvent, right: SimEvent): boolean {
  return left.dueMs < right.dueMs || (left.dueMs === right.dueMs && left.order < right.order);
}

function heapPush(heap: SimEvent[], event: SimEvent): void {
  let index = heap.length;
  heap.push(event);
  while (index > 0) {
    const parent = (index - 1) >> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(event, above)) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = event;
}

function heapPop(heap: SimEvent[]): SimEvent {
  const top = heap[0];
  const last = heap.pop();
  if (top === undefined || last === undefined) throw new Error('Expected an event to take, but the queue was empty');
  if (heap.length === 0) return top;
  let index = 0;
  for (;;) {
    const left = heap[2 * index + 1];
    const right = heap[2 * index + 2];
    if (left === undefined) break;
    const takeRight = right !== undefined && isBefore(right, left);
    const child = takeRight ? right : left;
    if (!isBefore(child, last)) break;
    heap[index] = child;
    index = 2 * index + (takeRight ? 2 : 1);
  }
  heap[index] = last;
  return top;
}
