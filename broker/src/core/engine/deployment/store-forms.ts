/** Stores the forms of a deployment. */
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';
import { nextVersion } from './file-version.ts';
import type { FoundFile } from './read-resources.ts';

/** What the deployment says of a form. */
type Metadata = Value<'DEPLOYMENT'>['formMetadata'][number];

/** FORM CREATED. */
export function newForm(p: Processing, found: FoundFile, tenantId: string, deploymentKey: number): Metadata {
  const metadata = { formId: found.id, formKey: p.nextKey(), ...nextVersion(p.state.forms, found, tenantId, deploymentKey) };
  storeForm(p, metadata, found.resource.resource);
  return metadata;
}

/** Stores a form that was decided, here or on the deployment partition. */
export function storeForm(p: Processing, { isDuplicate: _, ...value }: Metadata, bytes: Uint8Array): void {
  p.emit('FORM', 'CREATED', value.formKey, { ...value, resource: bytes });
}
