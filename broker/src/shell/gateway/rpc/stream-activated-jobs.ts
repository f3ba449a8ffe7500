/** StreamActivatedJobs: pushes jobs of one type until the caller cancels. */
import { type handleServerStreamingCall, status } from '@grpc/grpc-js';
import type { StreamActivatedJobsRequest } from '@millrace/proto/gateway';
import type { GatewayContext } from '../gateway-context.ts';
import { jobSubscription } from '../job-request.ts';
import { PushStream } from '../push-stream.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';

/** A blank type is refused, unlike in polls; so is a gateway that leaves. */
export function streamActivatedJobs(context: GatewayContext): handleServerStreamingCall<StreamActivatedJobsRequest, Buffer> {
  return (call) => {
    const { type, worker, timeout, fetchVariable, tenantIds } = call.request;
    const refused = (refusal: Refusal): void => {
      context.metrics.method('StreamActivatedJobs').ended(refusal.code, 0);
      call.emit('error', refusal);
    };
    const subscription = jobSubscription(
      { type, worker, timeout, fetchVariables: fetchVariable, tenantIds },
      'StreamActivatedJobs',
      'refused',
    );
    if (isRefusal(subscription)) return refused(subscription);
    if (context.leaving.aborted) return refused(refuse(status.UNAVAILABLE, 'Expected to push jobs, but the gateway is leaving'));
    new PushStream(call, subscription, context).start();
  };
}
