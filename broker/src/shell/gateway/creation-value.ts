/** From a request for an instance to the value of its command; shared by the calls that start instances. */
import type { CreateProcessInstanceRequest } from '@millrace/proto/gateway';
import type { Value } from '../../core/protocol/value-types.ts';
import { processInstanceCreation } from '../../core/protocol/values/process-instance-creation.ts';
import { type Refusal, isRefusal, rejected } from './refusal.ts';
import { DEFAULT_TENANT, counterOn, documentOf, tenantFault } from './request-fields.ts';
import type { Router } from './router.ts';

/**
 * The value, or why it is refused: the document is checked first, then the tenant. The id wins over the key; with neither the key 0 is looked for, and not
 * found. `command` stands in the tenant's refusal.
 */
export function creationValue(
  request: CreateProcessInstanceRequest,
  router: Router,
  command: string,
): Value<'PROCESS_INSTANCE_CREATION'> | Refusal {
  const variables = documentOf(request.variables);
  if (isRefusal(variables)) return variables;
  const tenant = tenantFault(command, request.tenantId);
  if (tenant !== undefined) return tenant;
  const processDefinitionKey = request.bpmnProcessId === '' ? definitionCounter(request.processDefinitionKey, router) : -1;
  if (processDefinitionKey === undefined) return processNotFound(request.processDefinitionKey);
  return processInstanceCreation.codec.complete({
    bpmnProcessId: request.bpmnProcessId,
    processDefinitionKey,
    version: request.version,
    variables,
    startInstructions: request.startInstructions,
    runtimeInstructions: request.runtimeInstructions.map((instruction) => ({
      afterElementId: instruction.terminate?.afterElementId ?? '',
    })),
    tenantId: DEFAULT_TENANT,
    tags: request.tags,
    businessId: request.businessId ?? '',
  });
}

function definitionCounter(key: bigint, router: Router): number | undefined {
  return key === 0n ? undefined : counterOn(router.deploymentNumber, key);
}

/** No process has this key. */
export function processNotFound(key: bigint): Refusal {
  return rejected('CREATE', 'NOT_FOUND', `Expected to find process definition with key '${key}', but none found`);
}
