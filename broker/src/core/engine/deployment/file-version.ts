/** What forms and linked files have in common when they are deployed: a new version each, or the latest one if nothing has changed. It emits nothing. */
import { digest } from '../digest.ts';
import type { FileValue, VersionedFiles } from '../state/versioned-files.ts';
import type { FoundFile } from './read-resources.ts';

/** Whether a file is the latest version of its id, under the same name with the same bytes. */
export function isLatestVersion<V extends FileValue>(files: VersionedFiles<V>, { resource, id }: FoundFile, tenantId: string): boolean {
  const latest = files.versions.latest(tenantId, id)?.value;
  return latest !== undefined && latest.resourceName === resource.resourceName && latest.checksum === digest(resource.resource);
}

/** The latest version as the deployment shows it. */
export function latestVersion<V extends FileValue>(files: VersionedFiles<V>, { id }: FoundFile, tenantId: string) {
  const row = files.versions.latest(tenantId, id);
  if (row === undefined) throw new Error(`Expected a version of '${id}', but there is none`);
  const { resource: _, ...metadata } = row.value;
  return { ...metadata, isDuplicate: true };
}

/** The next version as the deployment shows it, but for id and key, which each kind calls by a name of its own. */
export function nextVersion<V extends FileValue>(
  files: VersionedFiles<V>,
  { resource, id, versionTag }: FoundFile,
  tenantId: string,
  deploymentKey: number,
) {
  return {
    version: files.nextVersion(tenantId, id),
    resourceName: resource.resourceName,
    checksum: digest(resource.resource),
    isDuplicate: false,
    tenantId,
    deploymentKey,
    versionTag,
  };
}
