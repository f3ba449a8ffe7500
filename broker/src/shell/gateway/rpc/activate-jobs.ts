/** ActivateJobs: hands out waiting jobs of one type, or waits for some. */
import type { handleServerStreamingCall } from '@grpc/grpc-js';
import type { ActivateJobsRequest } from '@millrace/proto/gateway';
import type { GatewayContext } from '../gateway-context.ts';
import { jobSubscription } from '../job-request.ts';
import { LongPoll } from '../long-poll.ts';
import { isRefusal } from '../refusal.ts';

/** The time-out is checked before the type; a type of blanks is let through, and fewer than one job is no error, as seen on Zeebe 8.6. */
export function activateJobs(context: GatewayContext): handleServerStreamingCall<ActivateJobsRequest, Buffer> {
  return (call) => {
    const { type, worker, timeout, fetchVariable, tenantIds } = call.request;
    const subscription = jobSubscription({ type, worker, timeout, fetchVariables: fetchVariable, tenantIds }, 'ActivateJobs', 'allowed');
    if (isRefusal(subscription)) {
      context.metrics.method('ActivateJobs').ended(subscription.code, 0);
      call.emit('error', subscription);
      return;
    }
    new LongPoll(call, subscription, context).start();
  };
}
