/**
 * The loop of a partition: what waits is appended as one batch, committed, processed, answered; the events are appended with the next batch. One
 * writer; the next batch is whatever came while the last one was being committed (group commit).
 */
import type { Engine } from '../../core/engine/engine.ts';
import type { Effect, Step } from '../../core/engine/step.ts';
import type { AnyCommand, AnyRecord } from '../../core/protocol/record.ts';
import type { LogProblem } from '../log/problem.ts';
import type { Clock } from '../platform/clock.ts';
import type { Timers } from '../platform/timers.ts';
import { DueCommands } from './due-commands.ts';
import { Inbox, type Waiting } from './inbox.ts';
import type { Answer, SubmitOptions } from './partition.ts';
import { RecordBatch } from './record-batch.ts';
import type { Replication } from './replication.ts';
import { Requests } from './requests.ts';

/** Bytes of commands taken into one batch. */
const BATCH_BYTES_MAX = 1024 * 1024;
/** Bytes of events above which processing pauses until they are committed: a thousand activations of large jobs must not become one batch. */
const EVENT_BYTES_MAX = 4 * 1024 * 1024;
/** Bytes of one frame of the log; a step that is larger goes into several. */
const FRAME_BYTES_MAX = 16 * 1024 * 1024;
/** Largest command, bytes as encoded; Zeebe's bound. */
export const COMMAND_BYTES_MAX = 4 * 1024 * 1024;
/** Pause after the disk was found full before the next try. Milliseconds. */
const DISK_FULL_PAUSE_MS = 500;

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

/** A command the partition asks of itself. */
interface OwnCommand {
  readonly command: AnyCommand;
  readonly isDue: boolean;
}

/** The loop of one partition. */
export class PartitionLoop {
  readonly inbox = new Inbox();
  readonly #parts: LoopParts;
  readonly #requests = new Requests();
  readonly #due: DueCommands;
  /** Events whose commands are committed, and which are not appended yet. */
  readonly #batch: RecordBatch;
  /** Commands the partition asks of itself; bounded by what one step may produce and by what comes due at once. */
  #own: OwnCommand[] = [];
  /** Commands in the batch that is being appended. */
  #appending: AnyRecord[] = [];
  /** Committed and not processed, in order. */
  #unprocessed: readonly AnyRecord[] = [];
  /** What the commands processed in this turn ask of the world, each once: a hundred new jobs of a type are one notice. */
  readonly #notices = new Map<string, Effect>();
  #processedPosition: number;
  #lastTimestampMs: number;
  #running: Promise<void> | undefined;
  #state: 'open' | 'closing' | 'closed' | 'failed' = 'open';
  #failure = '';
  /** Why nothing can be appended for now; empty when it can. */
  #full = '';

  constructor(parts: LoopParts, lastPosition: number, processedPosition: number, lastTimestampMs: number) {
    this.#parts = parts;
    this.#batch = new RecordBatch(lastPosition, Math.min(FRAME_BYTES_MAX, parts.replication.batchBytesMax));
    this.#due = new DueCommands(parts, () => this.wake());
    this.#processedPosition = processedPosition;
    this.#lastTimestampMs = lastTimestampMs;
  }

  get processedPosition(): number {
    return this.#processedPosition;
  }

  /** Why the loop stopped; empty while it works. */
  get failure(): string {
    return this.#failure;
  }

  /** Whether the events of everything processed are committed: the state is what the log says at the processed position. */
  get isAtRest(): boolean {
    return this.#batch.records === 0 && this.#own.length === 0 && this.#state !== 'failed';
  }

  /** Processes commands that a crash left committed and unanswered, a slice at a time. */
  catchUp(commands: readonly AnyRecord[]): void {
    // Request numbers of an earlier life mean nothing here: an answer under one of them would go to somebody else.
    this.#unprocessed = commands.map((command) => ({ ...command, requestId: 0 }));
    this.wake();
  }

  /** See {@link Partition.submit}. */
  submit(command: AnyCommand, options: SubmitOptions = {}): Promise<Answer> {
    if (this.#state !== 'open') return Promise.resolve(this.#gone('no'));
    const bytes = sizeOf(command);
    if (bytes > COMMAND_BYTES_MAX) {
      return Promise.resolve({ kind: 'tooLarge', reason: `Expected a command of at most ${COMMAND_BYTES_MAX} bytes, but it has ${bytes}` });
    }
    const refusal = this.#full === '' ? this.inbox.refusal(bytes, options.exempt === true) : this.#full;
    if (refusal !== undefined) {
      count(this.#parts.metrics, 'commandsRefused', 1);
      return Promise.resolve({ kind: 'exhausted', reason: refusal });
    }
    return new Promise((resolve) => {
      this.inbox.add({ command, requestId: this.#requests.open(resolve, options.signal), bytes });
      this.wake();
    });
  }

  /** Appends a command nobody waits for, past the bounds of the inbox: from this partition itself or from a sibling. */
  submitOwn(command: AnyCommand): void {
    if (this.#state !== 'open') return;
    this.#own.push({ command, isDue: false });
    this.wake();
  }

  /** Starts a turn if none is under way. */
  wake(): void {
    if (this.#running !== undefined || this.#state === 'failed' || this.#state === 'closed') return;
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

  /** Time may have come for something: looks at due dates soon. */
  lookAtDueDates(): void {
    if (this.#state === 'open') this.wake();
  }

  /** Refuses new commands, answers those that are committed, and resolves when no turn is under way. */
  async close(): Promise<void> {
    if (this.#state === 'open') this.#state = 'closing';
    this.#due.stop();
    this.#refuseInbox();
    while (this.#running !== undefined) await this.#running;
    if (this.#state === 'closing') this.#state = 'closed';
    this.#requests.settleAll(this.#gone('unknown'));
  }

  #hasWork(): boolean {
    if (this.#state === 'failed' || this.#full !== '') return false;
    return this.#batch.records > 0 || this.#own.length > 0 || this.inbox.commands > 0 || this.#mayProcess();
  }

  /** A closing partition only processes what somebody waits for; the rest is processed by the next life. */
  #mayProcess(): boolean {
    if (this.#unprocessed.length === 0) return false;
    return this.#state === 'open' || this.#unprocessed.some((command) => command.requestId > 0);
  }

  async #turns(): Promise<void> {
    if (this.#full !== '') return;
    this.#collectDue();
    do {
      if (this.#isToAppend() && !(await this.#turn())) return;
      this.#parts.atRest(this.#processedPosition);
      if (this.#mayProcess()) this.#processSome();
      this.#collectDue();
    } while (this.#hasWork());
  }

  #isToAppend(): boolean {
    return this.#batch.records > 0 || this.#own.length > 0 || (this.inbox.commands > 0 && this.#unprocessed.length === 0);
  }

  /** Appends the events with their follow-up commands and what waits, and commits. False: come back later. */
  async #turn(): Promise<boolean> {
    // A step's events and its follow-up commands go together: one without the other would be half a step.
    for (const own of this.#own.splice(0)) this.#addOwn(own);
    const waiting = this.#unprocessed.length === 0 ? this.inbox.take(BATCH_BYTES_MAX) : [];
    const refused = this.#append(waiting);
    if (refused !== null) {
      this.#notAppended(refused);
      return false;
    }
    const lost = await this.#parts.replication.commit();
    if (lost !== null) {
      this.#fail(lost.reason);
      return false;
    }
    this.#unprocessed = this.#unprocessed.length === 0 ? this.#appending : this.#unprocessed.concat(this.#appending);
    this.#appending = [];
    return true;
  }

  #addOwn({ command, isDue }: OwnCommand): void {
    const record = this.#add(command, 0);
    this.#appending.push(record);
    if (isDue) this.#due.appended(record);
  }

  #add(command: AnyCommand, requestId: number): AnyRecord {
    const record = this.#recordOf(command, requestId);
    this.#batch.add(record);
    return record;
  }

  /** Appends what is in the batch and behind it what waits. When there is no room, those who wait may repeat safely, and the rest stays for later. */
  #append(waiting: readonly Waiting[]): LogProblem | null {
    const batch = this.#batch;
    const mark = batch.mark();
    const commands = waiting.map(({ command, requestId }) => this.#add(command, requestId));
    const records = batch.records;
    let written = 0;
    for (const frame of batch.frames()) {
      const refused = this.#parts.replication.append(frame);
      if (refused === null) {
        written += frame.count;
        continue;
      }
      // Behind the first frame of several there is no way back: the others follow when there is room again.
      if (written > 0) {
        batch.drop(written);
        this.#appending.push(...commands);
      } else {
        batch.cutTo(mark);
        for (const { requestId } of waiting) this.#requests.settle(requestId, { kind: 'exhausted', reason: refused.reason });
      }
      return refused;
    }
    batch.clear();
    this.#appending.push(...commands);
    count(this.#parts.metrics, 'batches', 1);
    count(this.#parts.metrics, 'records', records);
    return null;
  }

  #notAppended(problem: LogProblem): void {
    if (problem.kind !== 'disk-full') return this.#fail(problem.reason);
    this.#full = problem.reason;
    for (const { requestId } of this.inbox.takeAll()) this.#requests.settle(requestId, { kind: 'exhausted', reason: problem.reason });
    this.#parts.timers.schedule(DISK_FULL_PAUSE_MS, () => {
      this.#full = '';
      this.wake();
    });
  }

  #processSome(): void {
    const commands = this.#unprocessed;
    let next = 0;
    while (next < commands.length && this.#batch.bytes < EVENT_BYTES_MAX) this.#process(commands[next++] as AnyRecord);
    this.#unprocessed = next === commands.length ? [] : commands.slice(next);
    this.#act();
    count(this.#parts.metrics, 'commands', next);
  }

  #process(command: AnyRecord): void {
    const step = this.#parts.engine.process(command);
    this.#processedPosition = command.position;
    this.#due.processed(command);
    this.#keep(step);
  }

  #keep(step: Step): void {
    for (const record of step.records) this.#batch.add(record);
    for (const command of step.followUps) this.#own.push({ command, isDue: false });
    for (const answer of step.answers) this.#requests.answer(answer.requestId, answer.record, this.#processedPosition);
    for (const effect of step.effects) {
      if (effect.kind === 'jobsAvailable') this.#notices.set(`${effect.tenantId}\n${effect.type}`, effect);
      else this.#parts.effect(effect);
    }
  }

  #act(): void {
    if (this.#notices.size === 0) return;
    const effects = [...this.#notices.values()];
    this.#notices.clear();
    for (const effect of effects) this.#parts.effect(effect);
  }

  #collectDue(): void {
    if (this.#state !== 'open' || this.#unprocessed.length > 0) return;
    for (const command of this.#due.collect()) this.#own.push({ command, isDue: true });
  }

  #recordOf(command: AnyCommand, requestId: number): AnyRecord {
    this.#lastTimestampMs = Math.max(this.#lastTimestampMs, this.#parts.clock.nowMs());
    // Member by member, in the order every record has: spreading costs ten times as much here.
    return {
      position: 0,
      sourcePosition: -1,
      key: command.key,
      timestampMs: this.#lastTimestampMs,
      recordType: 'COMMAND',
      valueType: command.valueType,
      intent: command.intent,
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      operationReference: command.operationReference ?? -1,
      requestId,
      value: command.value,
    } as AnyRecord;
  }

  #gone(written: 'no' | 'unknown'): Answer {
    return { kind: 'unavailable', reason: this.#failure === '' ? 'Expected an open partition, but it is closing' : this.#failure, written };
  }

  #refuseInbox(): void {
    for (const { requestId } of this.inbox.takeAll()) this.#requests.settle(requestId, this.#gone('no'));
  }

  #fail(reason: string): void {
    if (this.#state === 'failed') return;
    this.#state = 'failed';
    this.#failure = reason;
    this.#due.stop();
    this.#refuseInbox();
    this.#requests.settleAll(this.#gone('unknown'));
    this.#parts.failed(reason);
  }
}

/** Estimate that never needs the encoding: what clients can make large, and room for the rest. */
function sizeOf({ valueType, value }: AnyCommand): number {
  let size = 512;
  if ('variables' in value && typeof value.variables === 'string') size += value.variables.length;
  if (valueType === 'DEPLOYMENT') for (const { resource } of value.resources) size += resource.length;
  return size;
}

function count(metrics: Record<string, number>, name: string, by: number): void {
  metrics[name] = (metrics[name] ?? 0) + by;
}
