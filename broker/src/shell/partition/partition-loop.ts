/**
 * The loop of a partition: what waits is appended as one batch, committed, processed, answered; the events are appended with the next batch. One
 * writer; the next batch is whatever came while the last one was being committed (group commit).
 */
import type { Engine } from '../../core/engine/engine.ts';
import type { Effect, Step } from '../../core/engine/step.ts';
import { ByteWriter } from '../../core/protocol/bytes.ts';
import type { AnyCommand, AnyRecord } from '../../core/protocol/record.ts';
import { writeRecord } from '../../core/protocol/record-codec.ts';
import type { LogEntry } from '../log/batch.ts';
import type { LogProblem } from '../log/problem.ts';
import type { Clock } from '../platform/clock.ts';
import type { Cancel, Timers } from '../platform/timers.ts';
import { Inbox, type Waiting } from './inbox.ts';
import type { Answer, SubmitOptions } from './partition.ts';
import type { Replication } from './replication.ts';
import { Requests } from './requests.ts';

/** Bytes of commands taken into one batch. */
const BATCH_BYTES_MAX = 1024 * 1024;
/** Largest command, bytes as encoded; Zeebe's bound. */
export const COMMAND_BYTES_MAX = 4 * 1024 * 1024;
/** Commands that time itself asks for, taken into one batch, of each kind. */
const DUE_MAX = 500;
/** Pause after the disk was found full before the next try. Milliseconds. */
const DISK_FULL_PAUSE_MS = 500;
/** Longest wait for a due date before looking again. Milliseconds. */
const DUE_WAIT_MAX_MS = 60_000;

/** What the loop works with. */
export interface LoopParts {
  readonly engine: Engine;
  readonly replication: Replication;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly metrics: Record<string, number>;
  /** Acts on what a step asked of the world; called after the step's command is committed. */
  effect(effect: Effect): void;
  /** Called with the processed position whenever every event of every processed command is committed. */
  atRest(processedPosition: number): void;
  /** The loop can go on no more. */
  failed(reason: string): void;
}

/** The loop of one partition. */
export class PartitionLoop {
  readonly inbox = new Inbox();
  readonly #parts: LoopParts;
  readonly #requests = new Requests();
  readonly #writer = new ByteWriter();
  #events: AnyRecord[] = [];
  /** Commands the partition asks of itself; bounded by what one step may produce and by {@link DUE_MAX}. */
  #own: Waiting[] = [];
  #lastPosition: number;
  #processedPosition: number;
  #lastTimestampMs: number;
  #running: Promise<void> | undefined;
  #state: 'open' | 'closing' | 'failed' = 'open';
  #failure = '';
  #dueOnTheWay = 0;
  #cancelDue: Cancel | undefined;
  #dueTimerAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: LoopParts, lastPosition: number, processedPosition: number, lastTimestampMs: number) {
    this.#parts = parts;
    this.#lastPosition = lastPosition;
    this.#processedPosition = processedPosition;
    this.#lastTimestampMs = lastTimestampMs;
  }

  get processedPosition(): number {
    return this.#processedPosition;
  }

  get lastPosition(): number {
    return this.#lastPosition;
  }

  /** Why the loop stopped; empty while it works. */
  get failure(): string {
    return this.#failure;
  }

  /** Processes commands that a crash left committed and unanswered. */
  catchUp(commands: readonly AnyRecord[]): void {
    this.#processAll(commands);
    this.wake();
  }

  /** See {@link Partition.submit}. */
  submit(command: AnyCommand, options: SubmitOptions = {}): Promise<Answer> {
    if (this.#state !== 'open') return Promise.resolve(this.#gone('no'));
    const bytes = this.#sizeOf(command);
    if (bytes > COMMAND_BYTES_MAX) {
      return Promise.resolve({ kind: 'tooLarge', reason: `Expected a command of at most ${COMMAND_BYTES_MAX} bytes, but it has ${bytes}` });
    }
    const refusal = this.inbox.refusal(bytes, options.exempt === true);
    if (refusal !== undefined) {
      count(this.#parts.metrics, 'commandsRefused', 1);
      return Promise.resolve({ kind: 'exhausted', reason: refusal });
    }
    return new Promise((resolve) => {
      const requestId = this.#requests.open(resolve);
      options.signal?.addEventListener('abort', () => this.#requests.forget(requestId), { once: true });
      this.inbox.add({ command, requestId, bytes });
      this.wake();
    });
  }

  /** Appends a command nobody waits for, past the bounds of the inbox: from this partition itself or from a sibling. */
  submitOwn(command: AnyCommand): void {
    if (this.#state !== 'open') return;
    this.#own.push({ command, requestId: 0, bytes: 0 });
    this.wake();
  }

  /** Starts a turn if none is under way. */
  wake(): void {
    if (this.#running !== undefined || this.#state === 'failed') return;
    this.#running = Promise.resolve()
      .then(() => this.#turns())
      .catch((fault: unknown) =>
        this.#fail(
          `Expected the partition to go on, but it met a fault of its own: ${fault instanceof Error ? fault.stack : String(fault)}`,
        ),
      )
      .finally(() => {
        this.#running = undefined;
        if (this.#hasWork()) this.wake();
      });
  }

  /** Time may have come for something: looks at due dates now. */
  lookAtDueDates(): void {
    this.#dueTimerAtMs = Number.POSITIVE_INFINITY;
    this.#collectDue();
  }

  /** Refuses new commands, finishes what is under way, and resolves when the loop is at rest. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    this.#cancelDue?.();
    for (const waiting of this.inbox.takeAll()) this.#requests.settle(waiting.requestId, this.#gone('no'));
    while (this.#running !== undefined) await this.#running;
    this.#requests.settleAll(this.#gone('unknown'));
  }

  #hasWork(): boolean {
    return this.#state !== 'failed' && (this.#events.length > 0 || this.#own.length > 0 || this.inbox.commands > 0);
  }

  async #turns(): Promise<void> {
    this.#collectDue();
    do {
      if (this.#hasWork() && !(await this.#turn())) return;
      this.#parts.atRest(this.#processedPosition);
      this.#afterRest();
    } while (this.#hasWork());
  }

  /** Appends one batch and commits it; what it held is processed in {@link #afterRest}. False: come back later. */
  async #turn(): Promise<boolean> {
    const events = this.#events;
    const waiting = [...this.#own.splice(0), ...this.inbox.take(BATCH_BYTES_MAX)];
    const mark = this.#lastPosition;
    const entries: LogEntry[] = [];
    for (const event of events) entries.push(this.#entry(event));
    const commands = waiting.map(({ command, requestId }) => this.#recordOf(command, requestId));
    for (const command of commands) entries.push(this.#entry(command));
    const refused = this.#parts.replication.append(entries);
    if (refused !== null) {
      this.#lastPosition = mark;
      return this.#notAppended(refused, waiting);
    }
    this.#events = [];
    count(this.#parts.metrics, 'batches', 1);
    count(this.#parts.metrics, 'records', entries.length);
    const lost = await this.#parts.replication.commit();
    if (lost !== null) {
      this.#fail(lost.reason);
      return false;
    }
    this.#committed = commands;
    return true;
  }

  #committed: readonly AnyRecord[] = [];

  #afterRest(): void {
    const commands = this.#committed;
    this.#committed = [];
    this.#processAll(commands);
    this.#collectDue();
  }

  #processAll(commands: readonly AnyRecord[]): void {
    for (const command of commands) {
      const step = this.#parts.engine.process(command);
      this.#processedPosition = command.position;
      this.#keep(step);
      if (isDueCommand(command)) this.#dueOnTheWay = Math.max(0, this.#dueOnTheWay - 1);
    }
    count(this.#parts.metrics, 'commands', commands.length);
  }

  #keep(step: Step): void {
    for (const record of step.records) this.#events.push(record);
    for (const command of step.followUps) this.#own.push({ command, requestId: 0, bytes: 0 });
    for (const answer of step.answers) this.#requests.answer(answer.requestId, answer.record, this.#processedPosition);
    for (const effect of step.effects) this.#parts.effect(effect);
  }

  /** Nothing of the batch was written: the callers may repeat safely; events and own commands wait for room. */
  #notAppended(problem: LogProblem, waiting: readonly Waiting[]): boolean {
    if (problem.kind !== 'disk-full') {
      this.#fail(problem.reason);
      return false;
    }
    this.#own.push(...waiting.filter((one) => one.requestId === 0));
    for (const one of waiting) if (one.requestId > 0) this.#requests.settle(one.requestId, { kind: 'exhausted', reason: problem.reason });
    this.#parts.timers.schedule(DISK_FULL_PAUSE_MS, () => this.wake());
    return false;
  }

  #recordOf(command: AnyCommand, requestId: number): AnyRecord {
    this.#lastTimestampMs = Math.max(this.#lastTimestampMs, this.#parts.clock.nowMs());
    return {
      ...command,
      position: 0,
      sourcePosition: -1,
      timestampMs: this.#lastTimestampMs,
      recordType: 'COMMAND',
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      operationReference: command.operationReference ?? -1,
      requestId,
    } as AnyRecord;
  }

  /** Gives a record its position, in place: nobody else has seen it yet. */
  #entry(record: AnyRecord): LogEntry {
    const position = ++this.#lastPosition;
    (record as { position: number }).position = position;
    this.#writer.reset();
    writeRecord(this.#writer, record);
    return { position, bytes: this.#writer.take() };
  }

  #sizeOf(command: AnyCommand): number {
    const { value } = command;
    let size = 512;
    if ('variables' in value && typeof value.variables === 'string') size += value.variables.length;
    if (command.valueType === 'DEPLOYMENT') for (const { resource } of command.value.resources) size += resource.length;
    return size;
  }

  #collectDue(): void {
    if (this.#state !== 'open') return;
    const { engine, clock } = this.#parts;
    const next = engine.nextDueAtMs();
    if (next === undefined) return;
    const nowMs = clock.nowMs();
    if (next > nowMs) return this.#armDue(next, nowMs);
    if (this.#dueOnTheWay > 0) return;
    const commands = engine.due(nowMs, DUE_MAX);
    this.#dueOnTheWay = commands.length;
    for (const command of commands) this.submitOwn(command);
  }

  #armDue(dueAtMs: number, nowMs: number): void {
    if (dueAtMs >= this.#dueTimerAtMs) return;
    this.#cancelDue?.();
    this.#dueTimerAtMs = dueAtMs;
    this.#cancelDue = this.#parts.timers.schedule(Math.min(dueAtMs - nowMs, DUE_WAIT_MAX_MS), () => this.lookAtDueDates());
  }

  #gone(written: 'no' | 'unknown'): Answer {
    return { kind: 'unavailable', reason: this.#failure === '' ? 'Expected an open partition, but it is closing' : this.#failure, written };
  }

  #fail(reason: string): void {
    if (this.#state === 'failed') return;
    this.#state = 'failed';
    this.#failure = reason;
    this.#cancelDue?.();
    this.inbox.takeAll();
    this.#requests.settleAll(this.#gone('unknown'));
    this.#parts.failed(reason);
  }
}

/** Whether a command came from {@link Engine.due}: the next look at due dates waits until those are processed. */
function isDueCommand(command: AnyRecord): boolean {
  if (command.requestId > 0) return false;
  if (command.valueType === 'TIMER') return command.intent === 'TRIGGER';
  if (command.valueType === 'JOB') return command.intent === 'TIME_OUT' || command.intent === 'RECUR_AFTER_BACKOFF';
  if (command.valueType === 'MESSAGE_SUBSCRIPTION' || command.valueType === 'PROCESS_MESSAGE_SUBSCRIPTION')
    return command.intent === 'RETRY';
  return command.valueType === 'MESSAGE' || command.valueType === 'MESSAGE_BATCH' ? command.intent === 'EXPIRE' : false;
}

function count(metrics: Record<string, number>, name: string, by: number): void {
  metrics[name] = (metrics[name] ?? 0) + by;
}
