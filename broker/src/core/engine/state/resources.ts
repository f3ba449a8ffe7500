/** Files that jobs link to: by key, by id and version, by version tag and deployment. */
import type { Value } from '../../protocol/value-types.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';
import { VersionIndex } from './version-index.ts';

/** One version of a file. */
export interface ResourceRow {
  readonly value: Value<'RESOURCE'>;
}

/** The projection of linked files. */
export class Resources {
  readonly table: Table<number, ResourceRow>;
  readonly versions: VersionIndex<ResourceRow>;

  constructor(journal: Journal) {
    this.table = new Table(45, 'resources', journal);
    this.versions = new VersionIndex(this.table, ({ value }) => ({
      tenantId: value.tenantId,
      id: value.resourceId,
      version: value.version,
      versionTag: value.versionTag,
      deploymentKey: value.deploymentKey,
    }));
  }

  get(key: number): ResourceRow | undefined {
    return this.table.get(key);
  }

  put(key: number, value: Value<'RESOURCE'>): void {
    this.table.put(key, { value });
  }

  delete(key: number): void {
    this.table.delete(key);
  }
}
