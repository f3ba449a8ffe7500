/** EvaluateDecision: evaluates a deployed decision and everything it requires. */
import { status } from '@grpc/grpc-js';
import type { EvaluatedDecision, EvaluateDecisionRequest, EvaluateDecisionResponse } from '@millrace/proto/gateway';
import { wireKey } from '../../../core/protocol/key.ts';
import type { Value } from '../../../core/protocol/value-types.ts';
import { decisionEvaluation } from '../../../core/protocol/values/decision-evaluation.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { isRefusal, refuse, rejected } from '../refusal.ts';
import { counterOn, DEFAULT_TENANT, documentOf, tenantFault } from '../request-fields.ts';
import type { Router } from '../router.ts';

/** The id wins over the key. A decision that fails is answered OK, with `failedDecisionId` and `failureMessage`. */
export const evaluateDecision: CommandRpc<EvaluateDecisionRequest, EvaluateDecisionResponse> = {
  name: 'EvaluateDecision',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const tenant = tenantFault('EvaluateDecision', request.tenantId);
    if (tenant !== undefined) return tenant;
    const decisionKey = request.decisionId === '' ? counterOn(router.deploymentNumber, request.decisionKey) : -1;
    if (decisionKey === undefined)
      return rejected(
        'EVALUATE',
        'INVALID_ARGUMENT',
        `Expected to evaluate decision with key '${request.decisionKey}', but no decision found for key '${request.decisionKey}'`,
      );
    const partition = router.next();
    if (isRefusal(partition)) return partition;
    const value = { ...decisionEvaluation.codec.initial, decisionKey, decisionId: request.decisionId, variables, tenantId: DEFAULT_TENANT };
    return { partition, command: { valueType: 'DECISION_EVALUATION', intent: 'EVALUATE', key: -1, value }, anywhere: true };
  },
  respond(record, partition, { router }) {
    const evaluated = expectRecord(record, 'DECISION_EVALUATION');
    if (isRefusal(evaluated)) return evaluated;
    if (evaluated.key < 0) return refuse(status.INTERNAL, 'Expected the evaluation to have a key, but it has none');
    const { value } = evaluated;
    const key = wireKey(partition.number, evaluated.key);
    return {
      decisionKey: router.definitionKey(value.decisionKey),
      decisionId: value.decisionId,
      decisionName: value.decisionName,
      decisionVersion: value.decisionVersion,
      decisionRequirementsId: value.decisionRequirementsId,
      decisionRequirementsKey: router.definitionKey(value.decisionRequirementsKey),
      decisionOutput: value.decisionOutput,
      evaluatedDecisions: value.evaluatedDecisions.map((decision, index) => evaluatedDecision(decision, `${key}-${index + 1}`, router)),
      failedDecisionId: value.failedDecisionId,
      failureMessage: value.evaluationFailureMessage,
      tenantId: value.tenantId,
      decisionInstanceKey: key,
      decisionEvaluationKey: key,
    };
  },
};

function evaluatedDecision(
  decision: Value<'DECISION_EVALUATION'>['evaluatedDecisions'][number],
  instanceKey: string,
  router: Router,
): EvaluatedDecision {
  return {
    decisionKey: router.definitionKey(decision.decisionKey),
    decisionId: decision.decisionId,
    decisionName: decision.decisionName,
    decisionVersion: decision.decisionVersion,
    decisionType: decision.decisionType,
    decisionOutput: decision.decisionOutput,
    matchedRules: decision.matchedRules.map((rule) => ({ ...rule, evaluatedOutputs: [...rule.evaluatedOutputs] })),
    evaluatedInputs: [...decision.evaluatedInputs],
    tenantId: decision.tenantId,
    decisionEvaluationInstanceKey: instanceKey,
  };
}
