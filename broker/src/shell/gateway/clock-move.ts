/** Moving a controlled clock: all partitions share it, and each has it in its log. For the gateway and for the management page. */
import type { Answer, Partition } from '../partition/partition.ts';
import type { Clock } from '../platform/clock.ts';
import type { ClockControl } from './gateway-context.ts';

/** How the clock is moved. */
export type ClockMove =
  /** Stops it at this instant, milliseconds since 1970. */
  | { readonly kind: 'PIN'; readonly atMs: number }
  /** Moves it forward, milliseconds. */
  | { readonly kind: 'ADVANCE'; readonly byMs: number }
  /** Lets it run with the system's again. */
  | { readonly kind: 'RESET' };

/** The partitions and where their logs say so. */
export type MovedPartition = readonly [Partition, position: number];

/** Moves the clock and resolves when the logs say so; a reason when the move was refused. A partition that takes no commands now is left out. */
export async function moveClock(
  control: ClockControl,
  clock: Clock,
  partitions: readonly Partition[],
  move: ClockMove,
): Promise<readonly MovedPartition[] | string> {
  const fault = act(control, move);
  if (fault !== null) return fault;
  const command = { valueType: 'CLOCK', intent: move.kind, key: -1, value: { time: clock.nowMs() } } as const;
  const answers = await Promise.all(partitions.map(async (partition) => [partition, await partition.submit(command)] as const));
  return answers.flatMap(([partition, answer]) => (isRecorded(answer) ? [[partition, answer.position] as const] : []));
}

function act(control: ClockControl, move: ClockMove): string | null {
  if (move.kind === 'PIN') return control.pin(move.atMs);
  if (move.kind === 'ADVANCE') return control.advance(move.byMs);
  control.reset();
  return null;
}

function isRecorded(answer: Answer): answer is Extract<Answer, { readonly kind: 'record' }> {
  return answer.kind === 'record' && answer.record.recordType === 'EVENT';
}
