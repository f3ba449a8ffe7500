/** EvaluateConditional: starts an instance of every process whose conditional start event holds for the given variables. */
import type { EvaluateConditionalRequest, EvaluateConditionalResponse } from '@millrace/proto/gateway';
import { wireKey } from '../../../core/protocol/key.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { conditionalEvaluationValue } from '../conditional-evaluation-value.ts';
import { isRefusal } from '../refusal.ts';

/** Any partition may evaluate. */
export const evaluateConditional: CommandRpc<EvaluateConditionalRequest, EvaluateConditionalResponse> = {
  name: 'EvaluateConditional',
  prepare(request, { router }) {
    const value = conditionalEvaluationValue(request, router);
    if (isRefusal(value)) return value;
    const partition = router.next();
    if (isRefusal(partition)) return partition;
    return { partition, command: { valueType: 'CONDITIONAL_EVALUATION', intent: 'EVALUATE', key: -1, value }, anywhere: true };
  },
  respond(record, partition, { router }) {
    const evaluated = expectRecord(record, 'CONDITIONAL_EVALUATION');
    if (isRefusal(evaluated)) return evaluated;
    const { value } = evaluated;
    return {
      processInstances: value.startedProcessInstances.map((started) => ({
        processDefinitionKey: router.definitionKey(started.processDefinitionKey),
        processInstanceKey: wireKey(partition.number, started.processInstanceKey),
      })),
      conditionalEvaluationKey: wireKey(partition.number, evaluated.key),
      tenantId: value.tenantId,
    };
  },
};
