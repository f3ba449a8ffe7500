/** MigrateProcessInstance: a running instance goes on under another process definition. */
import type { MigrateProcessInstanceRequest, MigrateProcessInstanceResponse } from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandRpc } from '../command-call.ts';
import { isRefusal, rejected } from '../refusal.ts';
import { counterOn, operationOf } from '../request-fields.ts';

/** Without a plan a process without a key is looked for, and not found. */
const noPlan = { targetProcessDefinitionKey: 0n, mappingInstructions: [] };

/** All or nothing. */
export const migrateProcessInstance: CommandRpc<MigrateProcessInstanceRequest, MigrateProcessInstanceResponse> = {
  name: 'MigrateProcessInstance',
  prepare(request, { router }) {
    const plan = request.migrationPlan ?? noPlan;
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.processInstanceKey);
    if (isRefusal(partition)) return partition;
    const targetProcessDefinitionKey = counterOn(router.deploymentNumber, plan.targetProcessDefinitionKey);
    if (targetProcessDefinitionKey === undefined)
      return rejected(
        'MIGRATE',
        'NOT_FOUND',
        `Expected to migrate process instance to process definition but no process definition found with key '${plan.targetProcessDefinitionKey}'`,
      );
    const key = counterOfKey(request.processInstanceKey);
    const value = { processInstanceKey: key, targetProcessDefinitionKey, mappingInstructions: plan.mappingInstructions };
    return { partition, command: { valueType: 'PROCESS_INSTANCE_MIGRATION', intent: 'MIGRATE', key, value, ...operation } };
  },
  respond: () => ({}),
};
