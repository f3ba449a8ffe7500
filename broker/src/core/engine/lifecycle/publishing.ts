/** Publishing a message from inside the engine: on this partition at once, on another one until that has acknowledged it. */
import { wireKey } from '../../protocol/key.ts';
import { partitionOfMessage } from '../../protocol/partition-of-message.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';
import { retryAtMs } from '../state/send-retry.ts';

/** Publishes a message on the partition of its correlation key. */
export function publishFromHere(p: Processing, message: Partial<Value<'MESSAGE'>>): void {
  if (partitionOfMessage(message.correlationKey ?? '', p.config.partitionCount) === p.config.partitionId)
    p.follow('MESSAGE', 'PUBLISH', -1, message);
  else sendMessage(p, p.nextKey(), message);
}

/** MESSAGE SENDING, and the request to the other partition; again when no acknowledgement has come. */
export function sendMessage(p: Processing, key: number, message: Partial<Value<'MESSAGE'>>): void {
  const { value } = p.emit('MESSAGE', 'SENDING', key, message);
  const partitionId = partitionOfMessage(value.correlationKey, p.config.partitionCount);
  p.send(partitionId, 'MESSAGE', 'PUBLISH', -1, { ...value, sourceKey: wireKey(p.config.partition, key) });
  const row = p.state.messageDeliveries.table.get(key);
  if (row !== undefined) p.effects.push({ kind: 'dueAt', dueAtMs: retryAtMs(row.sent) });
}
