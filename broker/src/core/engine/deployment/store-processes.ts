/** Stores the processes of a deployment: a new version each, or the latest one if nothing has changed. */
import type { Value } from '../../protocol/value-types.ts';
import { digest } from '../digest.ts';
import { renewStartSubscriptions } from '../lifecycle/start-subscriptions.ts';
import { isFailure } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { FoundProcess } from './read-resources.ts';

/** What the answer says of a process. */
type Metadata = Value<'DEPLOYMENT'>['processesMetadata'][number];

/** Whether a process is the latest version of its id, in a file of the same name with the same bytes. */
export function isSameProcess(p: Processing, { resource, process }: FoundProcess, tenantId: string): boolean {
  const latest = p.state.definitions.latest(tenantId, process.id);
  return latest !== undefined && latest.value.resourceName === resource.resourceName && latest.value.checksum === digest(resource.resource);
}

/** The latest version as the answer shows it. */
export function sameProcess(p: Processing, { process }: FoundProcess, tenantId: string): Metadata {
  const row = p.state.definitions.latest(tenantId, process.id);
  if (row === undefined) throw new Error(`Expected a version of process ${process.id}, but there is none`);
  const { resource: _, ...metadata } = row.value;
  return { ...metadata, isDuplicate: true };
}

/** PROCESS CREATED, and what it waits for to be started. */
export function newProcess(p: Processing, { resource, process }: FoundProcess, tenantId: string, deploymentKey: number): Metadata {
  const metadata: Metadata = {
    bpmnProcessId: process.id,
    version: p.state.definitions.nextVersion(tenantId, process.id),
    processDefinitionKey: p.nextKey(),
    resourceName: resource.resourceName,
    checksum: digest(resource.resource),
    isDuplicate: false,
    tenantId,
    deploymentKey,
    versionTag: process.versionTag,
  };
  storeProcess(p, metadata, resource.resource);
  return metadata;
}

/** Stores a version that was decided, here or on the deployment partition; an older one than the latest does not take over its subscriptions. */
export function storeProcess(p: Processing, metadata: Metadata, bytes: Uint8Array): void {
  const { isDuplicate: _, ...value } = metadata;
  const key = metadata.processDefinitionKey;
  const before = p.state.definitions.latest(metadata.tenantId, metadata.bpmnProcessId);
  p.emit('PROCESS', 'CREATED', key, { ...value, resource: bytes });
  if (before !== undefined && before.value.version > metadata.version) return;
  const refused = renewStartSubscriptions(p, before?.value.processDefinitionKey, key);
  if (isFailure(refused)) throw new Error(refused.message);
}
