/** Jobs as elements make and end them; what workers do to jobs is in commands/job.ts. */
import type { JobDefinition } from '../../model/executable.ts';
import type { Value } from '../../protocol/value-types.ts';
import { integerOf, scopeOf, stringOf } from '../expressions.ts';
import { headersWithLinks } from './linked-resources.ts';
import type { Processing } from '../processing.ts';
import { type Failure, isFailure, type Visit } from './visit.ts';

/** What workers can be told: 32 bits on the wire. More would make every delivery of the job fail. */
const RETRIES_MAX = 2 ** 31 - 1;

/** A job definition with everything evaluated. */
export interface JobPlan {
  readonly type: string;
  readonly retries: number;
  readonly priority: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Evaluates type, retries, priority and linked files in the element's scope. */
export function planJob(visit: Visit, definition: JobDefinition): JobPlan | Failure {
  const scope = scopeOf(visit.p, visit.key);
  const type = stringOf(visit.p, definition.type, scope);
  if (isFailure(type)) return type;
  const retries = integerOf(visit.p, definition.retries, scope);
  if (isFailure(retries)) return retries;
  const priority = definition.priority === undefined ? 0 : integerOf(visit.p, definition.priority, scope);
  if (isFailure(priority)) return priority;
  const headers = headersWithLinks(visit, definition, scope);
  return isFailure(headers) ? headers : { type, retries: Math.max(-RETRIES_MAX, Math.min(retries, RETRIES_MAX)), priority, headers };
}

/** JOB CREATED for an element, and the notice to workers. `members` adds kind and listener event. */
export function createJob(visit: Visit, plan: JobPlan, members: Partial<Value<'JOB'>> = {}): void {
  const { p, instance } = visit;
  p.emit('JOB', 'CREATED', p.nextKey(), {
    type: plan.type,
    retries: plan.retries,
    priority: plan.priority,
    customHeaders: plan.headers,
    bpmnProcessId: instance.bpmnProcessId,
    processDefinitionVersion: instance.version,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: instance.processInstanceKey,
    elementId: instance.elementId,
    elementInstanceKey: visit.key,
    tenantId: instance.tenantId,
    tags: p.state.creations.get(instance.processInstanceKey)?.value.tags ?? [],
    ...members,
  });
  p.effects.push({ kind: 'jobsAvailable', type: plan.type, tenantId: instance.tenantId });
}

/** JOB CANCELED and the end of the job's incident, if the element still has an open job that was not the reason of its end. */
export function cancelJob(p: Processing, jobKey: number): void {
  const job = p.state.jobs.get(jobKey);
  if (job === undefined) return;
  p.emit('JOB', 'CANCELED', jobKey, job.value);
  const incidentKey = p.state.incidents.ofJob(jobKey);
  const incident = incidentKey === undefined ? undefined : p.state.incidents.get(incidentKey);
  if (incidentKey !== undefined && incident !== undefined) p.emit('INCIDENT', 'RESOLVED', incidentKey, incident.value);
}
