/** UpdateJobTimeout: the lease of an activated job ends a given time from now. */
import type { UpdateJobTimeoutRequest, UpdateJobTimeoutResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandRpc } from '../command-call.ts';
import { job } from '../../../core/protocol/values/job.ts';
import { isRefusal } from '../refusal.ts';
import { durationMs, operationOf } from '../request-fields.ts';

/** Zero and less end the lease at the next check. */
export const updateJobTimeout: CommandRpc<UpdateJobTimeoutRequest, UpdateJobTimeoutResponse> = {
  name: 'UpdateJobTimeout',
  prepare(request, { router }) {
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.jobKey);
    if (isRefusal(partition)) return partition;
    const value = job.codec.complete({ timeout: durationMs(request.timeout) });
    return { partition, command: { valueType: 'JOB', intent: 'UPDATE_TIMEOUT', key: counterOfKey(request.jobKey), value, ...operation } };
  },
  respond: () => ({}),
};
