/** Process instances that are set aside because a command of theirs failed by a fault of the broker. Shows them only; cancelling takes them away. */
import type { Visit } from './visit.ts';
import { answerJson } from './reply.ts';

/** Most instances in one answer. */
const INSTANCES_MAX = 1_000;

/** One line for each: where it is, its key, and what went wrong. */
export function answerBanned({ response, view }: Visit): void {
  const all = view
    .partitions()
    .flatMap((partition) => partition.status().bannedInstances.map((banned) => ({ partition: partition.id, ...banned })));
  answerJson(response, 200, { count: all.length, instances: all.slice(0, INSTANCES_MAX) });
}
