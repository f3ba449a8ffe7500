/** Processor of RESOURCE_DELETION: a process version, a decision graph, a form or a linked file is taken out, here and then on the other partitions. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { acknowledge, distribute, isProcessedDistribution } from '../lifecycle/distribution.ts';
import { deleteProcessWhenUnused } from '../lifecycle/process-deletion.ts';
import { closeStartSubscriptions, openStartSubscriptions } from '../lifecycle/start-subscriptions.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

type Command = RecordOf<'RESOURCE_DELETION'>;

/** The processors. */
export const resourceDeletionCommands: Processors<'RESOURCE_DELETION'> = {
  DELETE: (p, command) => (p.config.partition === p.config.deploymentPartition ? decide(p, command) : deleteDistributed(p, command)),
};

function decide(p: Processing, command: Command): Rejection | undefined {
  const { resourceKey } = command.value;
  const name = wireKey(p.config.deploymentPartition, resourceKey);
  if (!exists(p, resourceKey)) return rejection('NOT_FOUND', `Expected to delete resource but no resource found with key '${name}'`);
  if (p.state.elements.instanceCount(resourceKey) > 0)
    return rejection('INVALID_STATE', `Expected to delete resource with key '${name}' but there are still running instances`);
  const key = p.nextKey();
  p.answer(p.emit('RESOURCE_DELETION', 'DELETING', key, command.value));
  deleteResource(p, resourceKey);
  p.emit('RESOURCE_DELETION', 'DELETED', key, command.value);
  distribute(p, 'RESOURCE_DELETION', 'DELETE', key, command.value);
  return undefined;
}

/** Decided elsewhere: instances that run here go on, and the process goes with the last of them. */
function deleteDistributed(p: Processing, command: Command): Rejection | undefined {
  if (!isProcessedDistribution(p, command.key)) {
    p.emit('RESOURCE_DELETION', 'DELETING', command.key, command.value);
    deleteResource(p, command.value.resourceKey);
    p.emit('RESOURCE_DELETION', 'DELETED', command.key, command.value);
  }
  acknowledge(p, command.key);
  return undefined;
}

function exists(p: Processing, key: number): boolean {
  return (
    p.state.definitions.get(key)?.state === 'ACTIVE' ||
    p.state.decisions.requirements.get(key) !== undefined ||
    p.state.forms.get(key) !== undefined ||
    p.state.resources.get(key) !== undefined
  );
}

function deleteResource(p: Processing, key: number): void {
  const graph = p.state.decisions.requirements.get(key);
  const form = p.state.forms.get(key);
  const file = p.state.resources.get(key);
  if (p.state.definitions.get(key)?.state === 'ACTIVE') deleteProcess(p, key);
  if (form !== undefined) p.emit('FORM', 'DELETED', key, { ...form.value, resource: new Uint8Array(0) });
  if (file !== undefined) p.emit('RESOURCE', 'DELETED', key, { ...file.value, resource: new Uint8Array(0) });
  if (graph === undefined) return;
  for (const decisionKey of p.state.decisions.ofRequirements(key)) {
    const decision = p.state.decisions.get(decisionKey);
    if (decision !== undefined) p.emit('DECISION', 'DELETED', decisionKey, decision.value);
  }
  p.emit('DECISION_REQUIREMENTS', 'DELETED', key, { ...graph.value, resource: new Uint8Array(0) });
}

/** When the latest version goes, the one before it waits for its start events again. */
function deleteProcess(p: Processing, key: number): void {
  const { definitions } = p.state;
  const row = definitions.get(key);
  if (row === undefined) return;
  const { tenantId, bpmnProcessId } = row.value;
  const wasLatest = definitions.latest(tenantId, bpmnProcessId)?.value.processDefinitionKey === key;
  if (wasLatest) closeStartSubscriptions(p, key);
  p.emit('PROCESS', 'DELETING', key, { ...row.value, resource: new Uint8Array(0) });
  deleteProcessWhenUnused(p, key);
  const latest = wasLatest ? definitions.latest(tenantId, bpmnProcessId) : undefined;
  if (latest !== undefined) openStartSubscriptions(p, latest.value.processDefinitionKey);
}
