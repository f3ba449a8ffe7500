/** Stores the forms of a deployment: a new version each, or the latest one if nothing has changed. */
import type { Value } from '../../protocol/value-types.ts';
import { digest } from '../digest.ts';
import type { Processing } from '../processing.ts';
import type { FoundFile } from './read-resources.ts';

/** What the answer says of a form. */
type Metadata = Value<'DEPLOYMENT'>['formMetadata'][number];

/** Whether a form is the latest version of its id, in a file of the same name with the same bytes. */
export function isSameForm(p: Processing, { resource, id }: FoundFile, tenantId: string): boolean {
  const latest = p.state.forms.versions.latest(tenantId, id)?.value;
  return latest !== undefined && latest.resourceName === resource.resourceName && latest.checksum === digest(resource.resource);
}

/** The latest version as the answer shows it. */
export function sameForm(p: Processing, { id }: FoundFile, tenantId: string): Metadata {
  const row = p.state.forms.versions.latest(tenantId, id);
  if (row === undefined) throw new Error(`Expected a version of form ${id}, but there is none`);
  const { resource: _, ...metadata } = row.value;
  return { ...metadata, isDuplicate: true };
}

/** FORM CREATED. */
export function newForm(p: Processing, { resource, id, versionTag }: FoundFile, tenantId: string, deploymentKey: number): Metadata {
  const metadata: Metadata = {
    formId: id,
    version: p.state.forms.nextVersion(tenantId, id),
    formKey: p.nextKey(),
    resourceName: resource.resourceName,
    checksum: digest(resource.resource),
    isDuplicate: false,
    tenantId,
    deploymentKey,
    versionTag,
  };
  storeForm(p, metadata, resource.resource);
  return metadata;
}

/** Stores a form that was decided, here or on the deployment partition. */
export function storeForm(p: Processing, { isDuplicate: _, ...value }: Metadata, bytes: Uint8Array): void {
  p.emit('FORM', 'CREATED', value.formKey, { ...value, resource: bytes });
}
