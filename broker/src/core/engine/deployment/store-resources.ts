/** Stores the linked files of a deployment. */
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';
import { nextVersion } from './file-version.ts';
import type { FoundFile } from './read-resources.ts';

/** What the deployment says of a file. */
type Metadata = Value<'DEPLOYMENT'>['resourceMetadata'][number];

/** RESOURCE CREATED. */
export function newResource(p: Processing, found: FoundFile, tenantId: string, deploymentKey: number): Metadata {
  const metadata = { resourceId: found.id, resourceKey: p.nextKey(), ...nextVersion(p.state.resources, found, tenantId, deploymentKey) };
  storeResource(p, metadata, found.resource.resource);
  return metadata;
}

/** Stores a file that was decided, here or on the deployment partition. */
export function storeResource(p: Processing, { isDuplicate: _, ...value }: Metadata, bytes: Uint8Array): void {
  p.emit('RESOURCE', 'CREATED', value.resourceKey, { ...value, resource: bytes });
}
