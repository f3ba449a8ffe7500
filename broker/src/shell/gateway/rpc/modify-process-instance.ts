/** ModifyProcessInstance: elements of a running instance activated, terminated or moved by hand. */
import type {
  ModifyProcessInstanceRequest,
  ModifyProcessInstanceRequest_VariableInstruction,
  ModifyProcessInstanceResponse,
} from '@millrace/proto/gateway';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { Value } from '../../../core/protocol/value-types.ts';
import { processInstanceModification } from '../../../core/protocol/values/process-instance-modification.ts';
import type { CommandRpc } from '../command-call.ts';
import { isRefusal, type Refusal, rejected } from '../refusal.ts';
import { counterOn, documentOf, operationOf } from '../request-fields.ts';

type Modification = Value<'PROCESS_INSTANCE_MODIFICATION'>;

/** Documents are checked first. An element key of another partition names nothing in this instance and is refused here: its counter alone might. */
export const modifyProcessInstance: CommandRpc<ModifyProcessInstanceRequest, ModifyProcessInstanceResponse> = {
  name: 'ModifyProcessInstance',
  prepare(request, { router }) {
    const documents = documentFault(request);
    if (documents !== undefined) return documents;
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.processInstanceKey);
    if (isRefusal(partition)) return partition;
    const foreign = foreignKey(request, partition.number);
    if (foreign !== undefined) return foreign;
    const key = counterOfKey(request.processInstanceKey);
    const value = modification(request, key, partition.number);
    return { partition, command: { valueType: 'PROCESS_INSTANCE_MODIFICATION', intent: 'MODIFY', key, value, ...operation } };
  },
  respond: () => ({}),
};

function modification(request: ModifyProcessInstanceRequest, processInstanceKey: number, number: number): Modification {
  return {
    ...processInstanceModification.codec.initial,
    processInstanceKey,
    activateInstructions: request.activateInstructions.map((instruction) => ({
      elementId: instruction.elementId,
      ancestorScopeKey: counterOn(number, instruction.ancestorElementInstanceKey) ?? -1,
      variableInstructions: variableInstructions(instruction.variableInstructions),
      ancestorScopeKeys: [],
    })),
    terminateInstructions: request.terminateInstructions.map((instruction) => ({
      elementInstanceKey: counterOn(number, instruction.elementInstanceKey) ?? -1,
      elementId: instruction.elementId,
    })),
    moveInstructions: request.moveInstructions.map((instruction) => ({
      sourceElementId: instruction.sourceElementId,
      sourceElementInstanceKey: counterOn(number, instruction.sourceElementInstanceKey) ?? -1,
      targetElementId: instruction.targetElementId,
      variableInstructions: variableInstructions(instruction.variableInstructions),
      ancestorScopeKey: counterOn(number, instruction.ancestorElementInstanceKey) ?? -1,
      inferAncestorScopeFromSourceHierarchy: instruction.inferAncestorScopeFromSourceHierarchy,
      useSourceParentKeyAsAncestorScopeKey: instruction.useSourceParentKeyAsAncestorScopeKey,
    })),
  };
}

function variableInstructions(
  instructions: readonly ModifyProcessInstanceRequest_VariableInstruction[],
): Modification['activateInstructions'][number]['variableInstructions'] {
  return instructions.map(({ variables, scopeId }) => {
    const text = documentOf(variables);
    return { variables: isRefusal(text) ? '{}' : text, elementId: scopeId };
  });
}

function documentFault(request: ModifyProcessInstanceRequest): Refusal | undefined {
  for (const { variableInstructions: instructions } of [...request.activateInstructions, ...request.moveInstructions]) {
    for (const { variables } of instructions) {
      const text = documentOf(variables);
      if (isRefusal(text)) return text;
    }
  }
  return undefined;
}

function foreignKey(request: ModifyProcessInstanceRequest, number: number): Refusal | undefined {
  const terminated = request.terminateInstructions.find(({ elementInstanceKey }) => counterOn(number, elementInstanceKey) === undefined);
  if (terminated !== undefined) return notFound('terminate', 'element instance', terminated.elementInstanceKey);
  const moved = request.moveInstructions.find(({ sourceElementInstanceKey }) => counterOn(number, sourceElementInstanceKey) === undefined);
  if (moved !== undefined) return notFound('move', 'element instance', moved.sourceElementInstanceKey);
  const ancestors = [...request.activateInstructions, ...request.moveInstructions];
  const activated = ancestors.find(({ ancestorElementInstanceKey }) => counterOn(number, ancestorElementInstanceKey) === undefined);
  return activated === undefined ? undefined : notFound('activate', 'ancestor scope key', activated.ancestorElementInstanceKey);
}

function notFound(instruction: string, what: string, key: bigint): Refusal {
  return rejected(
    'MODIFY',
    'INVALID_ARGUMENT',
    `Expected to modify the process instance but it contains one or more ${instruction} instructions with an ${what} that could not be found: '${key}'`,
  );
}
