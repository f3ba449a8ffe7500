/** The tool a processor holds during one step: reads the state, emits events (appended and applied in one move), queues follow-up commands. */
import type { CommandIntent, EventIntent } from '../protocol/command-intents.ts';
import type { AnyCommand, AnyRecord, RecordOf, Rejection } from '../protocol/record.ts';
import { type Value, type ValueTypeName, valueTypes } from '../protocol/value-types.ts';
import type { AwaitedResults } from './awaited-results.ts';
import { applyEvent } from './events/index.ts';
import type { Models } from './models.ts';
import type { State } from './state/state.ts';
import type { Effect, EngineAnswer } from './step.ts';

/** What the engine knows of the cluster around its partition. */
export interface EngineConfig {
  /** As operators count: from 1. */
  readonly partitionId: number;
  /** Partition number in keys, see `partitionNumber`. */
  readonly partition: number;
  readonly partitionCount: number;
  /** Partition number of the deployment partition (id 1) of the cluster. */
  readonly deploymentPartition: number;
  /** Commands processed in one step before the rest is appended behind others. */
  readonly followUpsMax: number;
  /** IANA zone of date functions and cron expressions. */
  readonly zone: string;
  /** Largest answer or record in bytes; a job above it raises MESSAGE_SIZE_EXCEEDED. */
  readonly messageBytesMax: number;
  /** Calls of processes inside calls; deeper is an incident. */
  readonly callDepthMax: number;
}

/**
 * Bytes of events after which a step takes no more follow-ups, so that what one step wrote stays small beside a segment of the log. A single command may
 * pass it once, by what a message may hold at most.
 */
export const STEP_BYTES_MAX = 4 * 1024 * 1024;

/** Longest text of one record, in UTF-16 units; at three bytes each it still fits into a segment of the log. What makes texts longer is refused before, this is the net. */
export const RECORD_LENGTH_MAX = 16 * 1024 * 1024;

/** Breaks a step off that would write a record too large for the log; the engine undoes the step. */
export class OversizedRecord extends Error {}

/** What a record takes in the log besides its long texts, roughly. */
const RECORD_BYTES = 200;

/** One step: from a command of the log to everything it leads to within the budget. */
export class Processing {
  readonly state: State;
  readonly models: Models;
  readonly config: EngineConfig;
  readonly records: AnyRecord[] = [];
  /** Size of {@link records}, estimated: in characters of their long texts. */
  emittedBytes = 0;
  readonly queue: AnyCommand[] = [];
  readonly answers: EngineAnswer[] = [];
  readonly effects: Effect[] = [];
  /** The command of the log that this step processes. */
  readonly command: AnyRecord;
  readonly awaited: AwaitedResults;

  constructor(state: State, models: Models, config: EngineConfig, command: AnyRecord, awaited: AwaitedResults) {
    this.state = state;
    this.models = models;
    this.config = config;
    this.command = command;
    this.awaited = awaited;
  }

  /** The command's time stamp: the only time there is. Milliseconds since 1970. */
  get nowMs(): number {
    return this.command.timestampMs;
  }

  /** A key that was never used: the caller must put it on an event. */
  nextKey(): number {
    const key = this.state.facts.lastKey + 1;
    this.state.facts.observeKey(key);
    return key;
  }

  /** States that something happened, and makes it so. Absent members of `value` take their initial values. */
  emit<T extends ValueTypeName>(valueType: T, intent: EventIntent<T>, key: number, value: Partial<Value<T>>): RecordOf<T> {
    return this.emitWhole(valueType, intent, key, completed(valueType, value));
  }

  /** {@link emit} for a value with all its members, which is kept as it is. */
  emitWhole<T extends ValueTypeName>(valueType: T, intent: EventIntent<T>, key: number, value: Value<T>): RecordOf<T> {
    const record = this.#event(valueType, intent, key, value);
    const length = checkLength(valueType, longTextsOf(record.value));
    this.records.push(record as unknown as AnyRecord);
    this.emittedBytes += RECORD_BYTES + length;
    applyEvent(this.state, record as unknown as AnyRecord);
    return record;
  }

  /** An event that only answers: it is neither appended nor applied. */
  compose<T extends ValueTypeName>(valueType: T, intent: EventIntent<T>, key: number, value: Partial<Value<T>>): RecordOf<T> {
    return this.#event(valueType, intent, key, completed(valueType, value));
  }

  #event<T extends ValueTypeName>(valueType: T, intent: EventIntent<T>, key: number, value: Value<T>): RecordOf<T> {
    return {
      position: 0,
      sourcePosition: this.command.position,
      key,
      timestampMs: this.nowMs,
      recordType: 'EVENT',
      valueType,
      intent,
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      operationReference: this.command.operationReference,
      requestId: 0,
      value,
    } as unknown as RecordOf<T>;
  }

  /** Queues a command behind those that already wait in this step. */
  follow<T extends ValueTypeName>(valueType: T, intent: CommandIntent<T>, key: number, value: Partial<Value<T>>): void {
    this.queue.push(this.#draft(valueType, intent, key, completed(valueType, value)));
  }

  /** {@link follow} for a value with all its members, which is kept as it is. */
  followWhole<T extends ValueTypeName>(valueType: T, intent: CommandIntent<T>, key: number, value: Value<T>): void {
    this.queue.push(this.#draft(valueType, intent, key, value));
  }

  /** Asks another partition, or this one, to process a command; at least once. */
  send<T extends ValueTypeName>(partitionId: number, valueType: T, intent: CommandIntent<T>, key: number, value: Partial<Value<T>>): void {
    if (partitionId === this.config.partitionId) this.follow(valueType, intent, key, value);
    else this.effects.push({ kind: 'send', partitionId, command: this.#draft(valueType, intent, key, completed(valueType, value)) });
  }

  /** Answers the request that came with the step's command; a step without a requester answers nobody. */
  answer<T extends ValueTypeName>(record: RecordOf<T>): void {
    this.answerTo(this.command.requestId, record);
  }

  /** Answers an earlier request of this node. */
  answerTo<T extends ValueTypeName>(requestId: number, record: RecordOf<T>): void {
    if (requestId > 0) this.answers.push({ requestId, record: record as unknown as AnyRecord });
  }

  /** Puts the refusal of the step's command into the log and answers its requester. */
  reject(refusal: Rejection): void {
    const record = {
      ...this.command,
      position: 0,
      sourcePosition: this.command.position,
      recordType: 'COMMAND_REJECTION',
      rejectionType: refusal.type,
      rejectionReason: refusal.reason,
      requestId: 0,
    } as AnyRecord;
    this.records.push(record);
    if (this.command.requestId > 0) this.answers.push({ requestId: this.command.requestId, record });
  }

  #draft<T extends ValueTypeName>(valueType: T, intent: CommandIntent<T>, key: number, value: Value<T>): AnyCommand {
    checkLength(valueType, longTextsOf(value));
    return { valueType, intent, key, value, operationReference: this.command.operationReference } as AnyCommand;
  }
}

function checkLength(valueType: ValueTypeName, length: number): number {
  if (length <= RECORD_LENGTH_MAX) return length;
  throw new OversizedRecord(`Expected a ${valueType} record of at most ${RECORD_LENGTH_MAX} characters, but it would have ${length}`);
}

/** The lengths of the members that can be long; all others are identifiers. */
function longTextsOf(value: object): number {
  const { variables, value: text, resource } = value as Readonly<Record<string, unknown>>;
  return lengthOf(variables) + lengthOf(text) + lengthOf(resource);
}

function lengthOf(member: unknown): number {
  if (typeof member === 'string') return member.length;
  return member instanceof Uint8Array ? member.byteLength : 0;
}

/** A value with its absent members at their initial values. */
function completed<T extends ValueTypeName>(valueType: T, value: Partial<Value<T>>): Value<T> {
  return (valueTypes[valueType].codec as unknown as { complete(draft: Partial<Value<T>>): Value<T> }).complete(value);
}
