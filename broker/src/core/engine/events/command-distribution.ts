/** Appliers of COMMAND_DISTRIBUTION: commands on their way to other partitions. */
import type { Appliers } from './applier.ts';

/** The appliers. */
export const commandDistributionEvents: Appliers<'COMMAND_DISTRIBUTION'> = {
  STARTED: (state, record) => state.distributions.table.put(record.key, { value: record.value }),
  DISTRIBUTING: (state, record) =>
    state.distributions.sent.put(record.value.partitionId, {
      distributionKey: record.key,
      sentAtMs: record.timestampMs,
      retryAtMs: record.value.retryAt,
    }),
  ACKNOWLEDGED(state, record) {
    const { partitionId } = record.value;
    const row = state.distributions.get(record.key);
    if (row !== undefined) {
      const partitions = row.value.partitions.filter((one) => one !== partitionId);
      state.distributions.table.put(record.key, { value: { ...row.value, partitions } });
    }
    if (state.distributions.sent.get(partitionId)?.distributionKey === record.key) state.distributions.sent.delete(partitionId);
  },
  FINISHED: (state, record) => state.distributions.table.delete(record.key),
};
