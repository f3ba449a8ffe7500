/** COMMAND_DISTRIBUTION: a command decided on the deployment partition on its way to the others, acknowledged by each. */
import { bytes, int, list, text } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. `commandValue` is the encoded record of the command; `partitions` those that have not acknowledged yet. */
export const commandDistribution = valueType({
  number: 33,
  keyOwner: 'deployment',
  intents: { STARTED: 0, DISTRIBUTING: 1, ACKNOWLEDGE: 2, ACKNOWLEDGED: 3, FINISHED: 4, RETRY: 5 },
  fields: { partitionId: int(-1), valueType: text(), intent: text(), commandValue: bytes(), partitions: list(int()), retryAt: int(-1) },
});
