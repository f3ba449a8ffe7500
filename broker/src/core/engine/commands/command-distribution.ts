/** Processors of COMMAND_DISTRIBUTION: another partition has processed a distributed command, or has not said so in time. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { sendAgain, sendNext } from '../lifecycle/distribution.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

type Command = RecordOf<'COMMAND_DISTRIBUTION'>;

/** The processors. */
export const commandDistributionCommands: Processors<'COMMAND_DISTRIBUTION'> = { ACKNOWLEDGE: acknowledged, RETRY: retry };

function acknowledged(p: Processing, command: Command): Rejection | undefined {
  const { partitionId } = command.value;
  const row = p.state.distributions.get(command.key);
  if (row === undefined || !row.value.partitions.includes(partitionId))
    return rejection('NOT_FOUND', `Expected partition ${partitionId} to owe an answer to ${command.key}, but it has given it`);
  const { valueType, intent } = row.value;
  p.emit('COMMAND_DISTRIBUTION', 'ACKNOWLEDGED', command.key, { valueType, intent, partitionId });
  if (row.value.partitions.length === 1) {
    p.emit('COMMAND_DISTRIBUTION', 'FINISHED', command.key, { valueType, intent });
    if (row.value.valueType === 'DEPLOYMENT') p.emit('DEPLOYMENT', 'FULLY_DISTRIBUTED', command.key, { deploymentKey: command.key });
  }
  sendNext(p, partitionId);
  return undefined;
}

function retry(p: Processing, command: Command): Rejection | undefined {
  const sent = p.state.distributions.sent.get(command.value.partitionId);
  if (sent === undefined || sent.distributionKey !== command.key || sent.retryAtMs > p.nowMs)
    return rejection('INVALID_STATE', `Expected to send ${command.key} again, but it was acknowledged or is not due`);
  sendAgain(p, command.value.partitionId);
  return undefined;
}
