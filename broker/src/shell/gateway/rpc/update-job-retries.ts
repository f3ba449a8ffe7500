/** UpdateJobRetries: a job gets a new number of tries. */
import type { UpdateJobRetriesRequest, UpdateJobRetriesResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandRpc } from '../command-call.ts';
import { job } from '../../../core/protocol/values/job.ts';
import { isRefusal } from '../refusal.ts';
import { operationOf } from '../request-fields.ts';

/** Allowed in any state of the job; fewer than one try is refused by the engine. */
export const updateJobRetries: CommandRpc<UpdateJobRetriesRequest, UpdateJobRetriesResponse> = {
  name: 'UpdateJobRetries',
  prepare(request, { router }) {
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.jobKey);
    if (isRefusal(partition)) return partition;
    const value = job.codec.complete({ retries: request.retries });
    return { partition, command: { valueType: 'JOB', intent: 'UPDATE_RETRIES', key: counterOfKey(request.jobKey), value, ...operation } };
  },
  respond: () => ({}),
};
