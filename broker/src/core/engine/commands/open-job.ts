/** What every command on a job begins with: is there such a job, and in which state. */
import { wireKey } from '../../protocol/key.ts';
import type { Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Processing } from '../processing.ts';
import type { JobRow, JobState } from '../state/job-row.ts';

/** The job of a command in one of the states in which `verb` is allowed; otherwise why not. */
export function openJob(p: Processing, key: number, verb: string, states: readonly JobState[]): JobRow | Rejection {
  const row = p.state.jobs.get(key);
  const name = wireKey(p.config.partition, key);
  if (row === undefined) return rejection('NOT_FOUND', `Expected to ${verb} job with key '${name}', but no such job was found`);
  if (states.includes(row.state)) return row;
  return rejection('INVALID_STATE', `Expected to ${verb} job with key '${name}', but it is in state '${row.state}'`);
}

/** Whether {@link openJob} refused. */
export function isRefused(row: JobRow | Rejection): row is Rejection {
  return 'reason' in row;
}

/** Tells waiting workers that a job of this type can be had. */
export function noticeJob(p: Processing, row: JobRow): void {
  p.effects.push({ kind: 'jobsAvailable', type: row.value.type, tenantId: row.value.tenantId });
}
