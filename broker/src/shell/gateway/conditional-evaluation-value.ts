/** From a request to evaluate conditional start events to the value of its command. */
import type { EvaluateConditionalRequest } from '@millrace/proto/gateway';
import type { Value } from '../../core/protocol/value-types.ts';
import { conditionalEvaluation } from '../../core/protocol/values/conditional-evaluation.ts';
import { type Refusal, isRefusal, rejected } from './refusal.ts';
import { DEFAULT_TENANT, counterOn, documentOf, tenantFault } from './request-fields.ts';
import type { Router } from './router.ts';

/** The value, or why it is refused. Without a definition key every process is tried. */
export function conditionalEvaluationValue(request: EvaluateConditionalRequest, router: Router): Value<'CONDITIONAL_EVALUATION'> | Refusal {
  const variables = documentOf(request.variables);
  if (isRefusal(variables)) return variables;
  const tenant = tenantFault('EvaluateConditional', request.tenantId);
  if (tenant !== undefined) return tenant;
  const key = request.processDefinitionKey ?? -1n;
  const processDefinitionKey = counterOn(router.deploymentNumber, key);
  if (processDefinitionKey === undefined)
    return rejected('EVALUATE', 'NOT_FOUND', `Expected to find process definition with key '${key}', but none found`);
  return { ...conditionalEvaluation.codec.initial, processDefinitionKey, variables, tenantId: DEFAULT_TENANT };
}
