/** Commands on running things that only our own service offers: jobs updated in one step, ad-hoc elements, conditional start events. */
import { status } from '@grpc/grpc-js';
import type {
  ActivateAdHocElementsRequest,
  ActivateAdHocElementsResponse,
  EvaluateConditionalRequest,
  EvaluateConditionalResponse,
  UpdateJobRequest,
  UpdateJobResponse,
} from '@millrace/proto/v1/commands';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandRpc } from '../command-call.ts';
import { job } from '../../../core/protocol/values/job.ts';
import { isRefusal, refuse } from '../refusal.ts';
import { DEFAULT_TENANT, documentOf, durationMs, operationOf } from '../request-fields.ts';
import { evaluateConditional } from '../rpc/evaluate-conditional.ts';
import { isRepeat, requestIdFault, withRequestId } from './request-id.ts';
import { positionToken } from './position-token.ts';

/** Retries and lease together; what is absent stays. */
export const updateJob: CommandRpc<UpdateJobRequest, UpdateJobResponse> = {
  name: 'v1.UpdateJob',
  prepare({ jobKey, retries, leaseMs, operationReference }, { router }) {
    const changedAttributes = [...(retries === undefined ? [] : ['retries']), ...(leaseMs === undefined ? [] : ['timeout'])];
    if (changedAttributes.length === 0) return refuse(status.INVALID_ARGUMENT, 'Expected to update a job, but nothing is to change');
    const operation = operationOf(operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(jobKey);
    if (isRefusal(partition)) return partition;
    const value = job.codec.complete({
      retries: retries ?? -1,
      timeout: leaseMs === undefined ? -1 : durationMs(leaseMs),
      changedAttributes,
    });
    return { partition, command: { valueType: 'JOB', intent: 'UPDATE', key: counterOfKey(jobKey), value, ...operation } };
  },
  respond: (_record, partition, _context, _request, position) => ({ positions: [positionToken(partition, position)] }),
};

/** Elements directly inside a running ad-hoc sub-process. */
export const activateAdHocElements: CommandRpc<ActivateAdHocElementsRequest, ActivateAdHocElementsResponse> = {
  name: 'v1.ActivateAdHocElements',
  prepare(request, { router }) {
    if (request.elements.length === 0) return refuse(status.INVALID_ARGUMENT, 'Expected elements to activate, but there are none');
    const activateElements: { elementId: string; variables: string }[] = [];
    for (const { elementId, variables } of request.elements) {
      const text = documentOf(variables);
      if (isRefusal(text)) return text;
      activateElements.push({ elementId, variables: text });
    }
    const partition = router.ofKey(request.adHocSubProcessInstanceKey);
    if (isRefusal(partition)) return partition;
    const key = counterOfKey(request.adHocSubProcessInstanceKey);
    const value = {
      adHocSubProcessInstanceKey: key,
      activateElements,
      cancelRemainingInstances: request.cancelRemainingInstances,
      tenantId: DEFAULT_TENANT,
    };
    return { partition, command: { valueType: 'AD_HOC_SUB_PROCESS_INSTRUCTION', intent: 'ACTIVATE', key, value } };
  },
  respond: (_record, partition, _context, _request, position) => ({ positions: [positionToken(partition, position)] }),
};

/** As by the gateway, with a position to read from. */
export const evaluateConditionals: CommandRpc<EvaluateConditionalRequest, EvaluateConditionalResponse> = {
  name: 'v1.EvaluateConditional',
  prepare({ evaluation, requestId }, context) {
    const fault = requestIdFault(requestId);
    if (fault !== undefined) return fault;
    if (evaluation === undefined) return refuse(status.INVALID_ARGUMENT, 'Expected an evaluation, but there is none');
    const prepared = evaluateConditional.prepare(evaluation, context);
    if (isRefusal(prepared) || requestId === '') return prepared;
    // A repeat has to meet the first.
    const partition = context.router.ofText(requestId);
    return isRefusal(partition) ? partition : { ...withRequestId(prepared, requestId), partition, anywhere: false };
  },
  respond(record, partition, context, request, position) {
    const { evaluation } = request;
    if (evaluation === undefined) return refuse(status.INTERNAL, 'Expected the request to be unchanged, but its evaluation is gone');
    const response = evaluateConditional.respond(record, partition, context, evaluation, position);
    return isRefusal(response) ? response : { ...response, repeated: isRepeat(record), positions: [positionToken(partition, position)] };
  },
};
