// A partition without disk: commands are appended to a list in batches, processed, and answered; what follows goes into the next batch. It keeps records for
// whoever drives it, and refuses nothing.
import type { Engine } from '../../../broker/src/core/engine/engine.ts';
import type { Step } from '../../../broker/src/core/engine/step.ts';
import type { AnyCommand, AnyRecord } from '../../../broker/src/core/protocol/record.ts';
import { decodeRecord, encodeRecord } from '../../../broker/src/core/protocol/record-codec.ts';
import { JobDispatch } from '../../../broker/src/shell/partition/job-dispatch.ts';
import type { Answer, Partition } from '../../../broker/src/shell/partition/partition.ts';
import { stateDigest } from '../../../broker/src/shell/partition/state-digest.ts';
import type { Clock } from '../../../broker/src/shell/platform/clock.ts';
import type { Timers } from '../../../broker/src/shell/platform/timers.ts';

/** Records between two calls of `take`: more is taken for a loop that never rests. */
const RECORDS_MAX = 200_000;
/** Commands of each kind that time asks for at once. */
const DUE_MAX = 500;

/** A partition in memory. */
export interface MemoryPartition extends Partition {
  /** Records appended since the last call. */
  take(): readonly AnyRecord[];
  /** A command of another partition. */
  receive(command: AnyCommand): void;
  /** Why it stopped; empty while it works. */
  failure(): string;
}

/** What it is made of. */
export interface MemoryPartitionParts {
  readonly engine: Engine;
  readonly clock: Clock;
  readonly timers: Timers;
  /** Hands a command to another partition. */
  send(partitionId: number, command: AnyCommand): void;
}

/** Opens one, empty. */
export function openMemoryPartition(parts: MemoryPartitionParts): MemoryPartition {
  return new InMemory(parts);
}

interface Waiting {
  readonly command: AnyCommand;
  readonly requestId: number;
}

class InMemory implements MemoryPartition {
  readonly id: number;
  readonly number: number;
  readonly #parts: MemoryPartitionParts;
  readonly #dispatch: JobDispatch;
  readonly #callers = new Map<number, (answer: Answer) => void>();
  #waiting: Waiting[] = [];
  #events: AnyRecord[] = [];
  #taken: AnyRecord[] = [];
  #position = 0;
  #requests = 0;
  #isAwake = false;
  #failure = '';
  #dueTimerAtMs = Number.POSITIVE_INFINITY;

  constructor(parts: MemoryPartitionParts) {
    const { engine } = parts;
    this.#parts = parts;
    this.id = engine.config.partitionId;
    this.number = engine.config.partition;
    this.#dispatch = new JobDispatch({
      waiting: (tenantId, type) => engine.state.jobs.queue.count(tenantId, type),
      submit: (command) => this.submit(command),
      timers: parts.timers,
    });
  }

  submit: Partition['submit'] = (command, options) =>
    new Promise((resolve) => {
      const requestId = ++this.#requests;
      this.#callers.set(requestId, resolve);
      options?.signal?.addEventListener('abort', () => this.#callers.delete(requestId), { once: true });
      this.#add({ command, requestId });
    });

  openJobDemand: Partition['openJobDemand'] = (subscription) => this.#dispatch.open(subscription);

  readRecords(): never {
    throw new Error('Expected nobody to follow the records of a partition in memory');
  }

  status(): never {
    throw new Error('Expected nobody to ask for the status of a partition in memory');
  }

  stateHash: Partition['stateHash'] = () => Promise.resolve({ position: this.#position, hash: stateDigest(this.#parts.engine.state) });

  take(): readonly AnyRecord[] {
    return this.#taken.splice(0);
  }

  receive(command: AnyCommand): void {
    this.#add({ command, requestId: 0 });
  }

  failure(): string {
    return this.#failure;
  }

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting);
    this.#wake();
  }

  #wake(): void {
    if (this.#isAwake || this.#failure !== '') return;
    this.#isAwake = true;
    queueMicrotask(() => {
      this.#turn();
      this.#isAwake = false;
      if (this.#waiting.length > 0 || this.#events.length > 0) this.#wake();
      else this.#lookAtDueDates();
    });
  }

  #turn(): void {
    if (this.#taken.length > RECORDS_MAX) {
      this.#failure = `Expected the partition to come to rest within ${RECORDS_MAX} records, but it went on`;
      return;
    }
    for (const event of this.#events.splice(0)) this.#append(event);
    const commands = this.#waiting.splice(0).map(({ command, requestId }) => this.#append(this.#recordOf(command, requestId)));
    for (const command of commands) this.#keep(this.#parts.engine.process(command));
  }

  #keep(step: Step): void {
    this.#events.push(...step.records);
    for (const command of step.followUps) this.#waiting.push({ command, requestId: 0 });
    for (const { requestId, record } of step.answers) {
      this.#callers.get(requestId)?.({ kind: 'record', record, position: this.#position });
      this.#callers.delete(requestId);
    }
    for (const effect of step.effects) {
      if (effect.kind === 'jobsAvailable') this.#dispatch.available(effect.type);
      else if (effect.kind === 'send') this.#parts.send(effect.partitionId, effect.command);
    }
  }

  #recordOf(command: AnyCommand, requestId: number): AnyRecord {
    return {
      ...command,
      position: 0,
      sourcePosition: -1,
      timestampMs: this.#parts.clock.nowMs(),
      recordType: 'COMMAND',
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      operationReference: command.operationReference ?? -1,
      requestId,
    };
  }

  /** What the log gives back is what is processed. */
  #append(record: AnyRecord): AnyRecord {
    this.#position += 1;
    const appended = decodeRecord(encodeRecord({ ...record, position: this.#position }));
    this.#taken.push(appended);
    return appended;
  }

  #lookAtDueDates(): void {
    const { engine, clock, timers } = this.#parts;
    const next = engine.nextDueAtMs();
    if (next === undefined) return;
    const nowMs = clock.nowMs();
    if (next <= nowMs) {
      for (const command of engine.due(nowMs, DUE_MAX)) this.receive(command);
      return;
    }
    if (next >= this.#dueTimerAtMs) return;
    this.#dueTimerAtMs = next;
    timers.schedule(next - nowMs, () => {
      this.#dueTimerAtMs = Number.POSITIVE_INFINITY;
      this.#lookAtDueDates();
    });
  }
}
