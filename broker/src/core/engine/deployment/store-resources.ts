/** Stores the linked files of a deployment: a new version each, or the latest one if nothing has changed. */
import type { Value } from '../../protocol/value-types.ts';
import { digest } from '../digest.ts';
import type { Processing } from '../processing.ts';
import type { FoundFile } from './read-resources.ts';

/** What the deployment says of a file. */
type Metadata = Value<'DEPLOYMENT'>['resourceMetadata'][number];

/** Whether a file is the latest version of its id, under the same name with the same bytes. */
export function isSameResource(p: Processing, { resource, id }: FoundFile, tenantId: string): boolean {
  const latest = p.state.resources.versions.latest(tenantId, id)?.value;
  return latest !== undefined && latest.resourceName === resource.resourceName && latest.checksum === digest(resource.resource);
}

/** The latest version as the deployment shows it. */
export function sameResource(p: Processing, { id }: FoundFile, tenantId: string): Metadata {
  const row = p.state.resources.versions.latest(tenantId, id);
  if (row === undefined) throw new Error(`Expected a version of resource ${id}, but there is none`);
  const { resource: _, ...metadata } = row.value;
  return { ...metadata, isDuplicate: true };
}

/** RESOURCE CREATED. */
export function newResource(p: Processing, { resource, id, versionTag }: FoundFile, tenantId: string, deploymentKey: number): Metadata {
  const metadata: Metadata = {
    resourceId: id,
    version: (p.state.resources.versions.latest(tenantId, id)?.value.version ?? 0) + 1,
    resourceKey: p.nextKey(),
    resourceName: resource.resourceName,
    checksum: digest(resource.resource),
    isDuplicate: false,
    tenantId,
    deploymentKey,
    versionTag,
  };
  storeResource(p, metadata, resource.resource);
  return metadata;
}

/** Stores a file that was decided, here or on the deployment partition. */
export function storeResource(p: Processing, { isDuplicate: _, ...value }: Metadata, bytes: Uint8Array): void {
  p.emit('RESOURCE', 'CREATED', value.resourceKey, { ...value, resource: bytes });
}
