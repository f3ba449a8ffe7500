/** CompleteJob: a job is done. */
import type { CompleteJobRequest, CompleteJobResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import { job } from '../../../core/protocol/values/job.ts';
import type { CommandRpc } from '../command-call.ts';
import { jobResult } from '../job-result.ts';
import { isRefusal } from '../refusal.ts';
import { documentOf } from '../request-fields.ts';

/** The document is checked before the key, as Zeebe does. Passes a full inbox. */
export const completeJob: CommandRpc<CompleteJobRequest, CompleteJobResponse> = {
  name: 'CompleteJob',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const result = request.result === undefined ? job.codec.initial.result : jobResult(request.result);
    if (isRefusal(result)) return result;
    const partition = router.ofKey(request.jobKey);
    if (isRefusal(partition)) return partition;
    const value = job.codec.complete({ variables, result });
    return { partition, command: { valueType: 'JOB', intent: 'COMPLETE', key: counterOfKey(request.jobKey), value }, exempt: true };
  },
  respond: () => ({}),
};
