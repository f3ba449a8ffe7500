/** FailJob: a job could not be done. */
import type { FailJobRequest, FailJobResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandRpc } from '../command-call.ts';
import { job } from '../../../core/protocol/values/job.ts';
import { isRefusal } from '../refusal.ts';
import { documentOf, durationMs } from '../request-fields.ts';

/** Retries are stored as given, negative ones too. Passes a full inbox. */
export const failJob: CommandRpc<FailJobRequest, FailJobResponse> = {
  name: 'FailJob',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const partition = router.ofKey(request.jobKey);
    if (isRefusal(partition)) return partition;
    const value = job.codec.complete({
      variables,
      retries: request.retries,
      retryBackoff: durationMs(request.retryBackOff),
      errorMessage: request.errorMessage,
    });
    return { partition, command: { valueType: 'JOB', intent: 'FAIL', key: counterOfKey(request.jobKey), value }, exempt: true };
  },
  respond: () => ({}),
};
