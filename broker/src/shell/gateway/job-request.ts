/** Checks of a request for jobs, shared by polls, push streams and job streams. */
import { status } from '@grpc/grpc-js';
import { type Refusal, refuse } from './refusal.ts';
import { DEFAULT_TENANT, durationMs, tenantFault } from './request-fields.ts';
import type { SharedSubscription } from './shared-demand.ts';

/** What the three ways of asking for jobs have in common. */
export interface JobRequest {
  readonly type: string;
  readonly worker: string;
  readonly timeout: bigint;
  readonly fetchVariables: readonly string[];
  readonly tenantIds: readonly string[];
}

/** Whether a type of blanks is refused: streams do, polls let it pass, as seen on Zeebe 8.6. */
export type BlankType = 'refused' | 'allowed';

/** The subscription, or why it is refused: the time-out is checked before the type, the type before the tenants. */
export function jobSubscription(request: JobRequest, method: string, blank: BlankType): Omit<SharedSubscription, 'deliver'> | Refusal {
  if (request.timeout < 1n)
    return refuse(
      status.INVALID_ARGUMENT,
      `Expected to activate jobs with a timeout to be greater than zero, but it was ${request.timeout}`,
    );
  if (request.type === '' || (blank === 'refused' && request.type.trim() === ''))
    return refuse(status.INVALID_ARGUMENT, `Expected to activate jobs with type to be present, but it was blank`);
  for (const tenantId of request.tenantIds) {
    const fault = tenantFault(method, tenantId);
    if (fault !== undefined) return fault;
  }
  return {
    type: request.type,
    worker: request.worker,
    timeoutMs: durationMs(request.timeout),
    // Some clients name a variable twice.
    fetchVariables: request.fetchVariables.length > 1 ? [...new Set(request.fetchVariables)] : request.fetchVariables,
    tenantIds: [DEFAULT_TENANT],
  };
}
