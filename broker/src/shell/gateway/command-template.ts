/** Values to spread into commands on the hot path: the initial values of a type, in a form that copies fast. */
import type { Value } from '../../core/protocol/value-types.ts';
import { job } from '../../core/protocol/values/job.ts';
import { processInstanceCreation } from '../../core/protocol/values/process-instance-creation.ts';

/** A JOB value with nothing set. */
export const emptyJob: Value<'JOB'> = fastCopy(job.codec.initial);
/** A PROCESS_INSTANCE_CREATION value with nothing set. */
export const emptyCreation: Value<'PROCESS_INSTANCE_CREATION'> = fastCopy(processInstanceCreation.codec.initial);

/**
 * The same object as JSON.parse lays it out. Objects that were filled by computed names end up as hash tables once they have more than a dozen: spreading such
 * a JOB value took 8.9 us, spreading its copy takes 0.13 us (Node 20, 200,000 rounds).
 */
function fastCopy<T extends object>(value: T): T {
  const blank: unknown = JSON.parse(`{${Object.keys(value).map((name) => `${JSON.stringify(name)}:null`)}}`);
  return Object.assign(blank as T, value);
}
