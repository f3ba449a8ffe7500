/** ThrowError: a job raises a BPMN error at its element. */
import type { ThrowErrorRequest, ThrowErrorResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandRpc } from '../command-call.ts';
import { job } from '../../../core/protocol/values/job.ts';
import { isRefusal } from '../refusal.ts';
import { documentOf } from '../request-fields.ts';

/** Passes a full inbox, as every outcome of a job. */
export const throwError: CommandRpc<ThrowErrorRequest, ThrowErrorResponse> = {
  name: 'ThrowError',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const partition = router.ofKey(request.jobKey);
    if (isRefusal(partition)) return partition;
    const value = job.codec.complete({ variables, errorCode: request.errorCode, errorMessage: request.errorMessage });
    return { partition, command: { valueType: 'JOB', intent: 'THROW_ERROR', key: counterOfKey(request.jobKey), value }, exempt: true };
  },
  respond: () => ({}),
};
