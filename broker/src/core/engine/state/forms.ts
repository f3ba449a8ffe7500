/** Forms: by key, by id and version, by version tag and deployment. */
import type { Value } from '../../protocol/value-types.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';
import { VersionIndex } from './version-index.ts';

/** One version of a form. */
export interface FormRow {
  readonly value: Value<'FORM'>;
}

/** The projection of forms. */
export class Forms {
  readonly table: Table<number, FormRow>;
  readonly versions: VersionIndex<FormRow>;

  constructor(journal: Journal) {
    this.table = new Table(40, 'forms', journal);
    this.versions = new VersionIndex(this.table, ({ value }) => ({
      tenantId: value.tenantId,
      id: value.formId,
      version: value.version,
      versionTag: value.versionTag,
      deploymentKey: value.deploymentKey,
    }));
  }

  get(key: number): FormRow | undefined {
    return this.table.get(key);
  }
}
