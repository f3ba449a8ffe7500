/** Distribution: a command decided on the deployment partition reaches all others, each in the same order, repeated until it is acknowledged. */
import { ByteReader, ByteWriter } from '../../protocol/bytes.ts';
import type { CommandIntent } from '../../protocol/command-intents.ts';
import type { Field } from '../../protocol/field.ts';
import { type Value, type ValueTypeName, valueTypes } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

/** A command is repeated after this time, then after twice as long, and so on. Milliseconds. */
export const RETRY_FIRST_MS = 10_000;
/** The longest time between two repeats. Milliseconds. */
export const RETRY_LAST_MS = 5 * 60_000;

/** Id of the partition that decides deployments and deletions. */
const DEPLOYMENT_PARTITION_ID = 1;

/** Brings a command to every other partition; `key` is that of the decision and the key of the distributed command. */
export function distribute<T extends ValueTypeName>(
  p: Processing,
  valueType: T,
  intent: CommandIntent<T>,
  key: number,
  value: Value<T>,
): void {
  if (p.config.partition !== p.config.deploymentPartition) return;
  const partitions: number[] = [];
  for (let id = 1; id <= p.config.partitionCount; id++) if (id !== p.config.partitionId) partitions.push(id);
  if (partitions.length === 0) return;
  p.emit('COMMAND_DISTRIBUTION', 'STARTED', key, { valueType, intent, commandValue: encode(valueType, value), partitions });
  for (const partitionId of partitions) sendNext(p, partitionId);
}

/** Sends a partition the oldest command it has not acknowledged, unless one is under way. */
export function sendNext(p: Processing, partitionId: number): void {
  const key = p.state.distributions.oldestFor(partitionId);
  if (key !== undefined && p.state.distributions.sent.get(partitionId) === undefined) sendTo(p, partitionId, key, RETRY_FIRST_MS);
}

/** Sends again what a partition has not acknowledged in time. */
export function sendAgain(p: Processing, partitionId: number): void {
  const sent = p.state.distributions.sent.get(partitionId);
  if (sent === undefined) return;
  sendTo(p, partitionId, sent.distributionKey, Math.min(2 * (sent.retryAtMs - sent.sentAtMs), RETRY_LAST_MS));
}

function sendTo(p: Processing, partitionId: number, key: number, waitMs: number): void {
  const row = p.state.distributions.get(key);
  if (row === undefined) return;
  const { valueType, intent, commandValue } = row.value;
  const retryAt = p.nowMs + waitMs;
  p.emit('COMMAND_DISTRIBUTION', 'DISTRIBUTING', key, { valueType, intent, partitionId, retryAt });
  p.effects.push({ kind: 'dueAt', dueAtMs: retryAt });
  const type = valueType as ValueTypeName;
  p.send(partitionId, type, intent as CommandIntent<ValueTypeName>, key, decode(type, commandValue) as Partial<Value<ValueTypeName>>);
}

/** On a receiver: whether a distributed command was processed before. */
export function isProcessedDistribution(p: Processing, key: number): boolean {
  return key <= p.state.distributions.lastReceived;
}

/** On a receiver: tells the deployment partition that a distributed command is processed. */
export function acknowledge(p: Processing, key: number): void {
  p.send(DEPLOYMENT_PARTITION_ID, 'COMMAND_DISTRIBUTION', 'ACKNOWLEDGE', key, { partitionId: p.config.partitionId });
}

function codecOf(valueType: ValueTypeName): Field<unknown> {
  return valueTypes[valueType].codec;
}

function encode(valueType: ValueTypeName, value: unknown): Uint8Array {
  const out = new ByteWriter();
  codecOf(valueType).write(out, value);
  return out.take();
}

function decode(valueType: ValueTypeName, bytes: Uint8Array): unknown {
  return codecOf(valueType).read(new ByteReader(bytes));
}
