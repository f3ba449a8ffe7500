/** What time itself asks of a partition: due dates become commands, each once, and the next look is scheduled. */
import type { Engine } from '../../core/engine/engine.ts';
import type { AnyCommand, AnyRecord } from '../../core/protocol/record.ts';
import type { Clock } from '../platform/clock.ts';
import type { Cancel, Timers } from '../platform/timers.ts';

/** Commands that time asks for, collected at once, of each kind. */
const DUE_MAX = 500;
/** Longest wait for a due date before looking again: wall clocks jump. Milliseconds. */
const DUE_WAIT_MAX_MS = 60_000;

/** What this needs of its partition. */
export interface DueSource {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** The due dates of one partition. */
export class DueCommands {
  readonly #source: DueSource;
  readonly #wake: () => void;
  /** Collected and not appended. */
  #collected = 0;
  /** Appended and not processed: the engine would name them again. */
  readonly #appended = new Set<AnyRecord>();
  #cancel: Cancel | undefined;
  #timerAtMs = Number.POSITIVE_INFINITY;

  /** `wake` is called when a due date may have come. */
  constructor(source: DueSource, wake: () => void) {
    this.#source = source;
    this.#wake = wake;
  }

  /** The commands that are due now; none while earlier ones are under way. Otherwise sees to it that the next due date is noticed. */
  collect(): readonly AnyCommand[] {
    if (this.#collected > 0 || this.#appended.size > 0) return [];
    const { engine, clock } = this.#source;
    const next = engine.nextDueAtMs();
    if (next === undefined) return [];
    const nowMs = clock.nowMs();
    if (next > nowMs) {
      this.#arm(next, nowMs);
      return [];
    }
    const commands = engine.due(nowMs, DUE_MAX);
    this.#collected = commands.length;
    return commands;
  }

  /** A collected command has become this record. */
  appended(record: AnyRecord): void {
    this.#collected--;
    this.#appended.add(record);
  }

  processed(record: AnyRecord): void {
    if (this.#appended.size > 0) this.#appended.delete(record);
  }

  stop(): void {
    this.#cancel?.();
  }

  #arm(dueAtMs: number, nowMs: number): void {
    if (dueAtMs >= this.#timerAtMs) return;
    this.#cancel?.();
    this.#timerAtMs = dueAtMs;
    this.#cancel = this.#source.timers.schedule(Math.min(dueAtMs - nowMs, DUE_WAIT_MAX_MS), () => {
      this.#timerAtMs = Number.POSITIVE_INFINITY;
      this.#wake();
    });
  }
}
