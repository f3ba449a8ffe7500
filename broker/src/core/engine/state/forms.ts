/** Forms: by key, by id and version, by version tag and deployment. */
import type { Value } from '../../protocol/value-types.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';
import { VersionIndex } from './version-index.ts';

/** One version of a form. */
export interface FormRow {
  readonly value: Value<'FORM'>;
}

/** Highest version number used for an id since the first version that is still there. */
export interface FormVersionRow {
  readonly highest: number;
}

/** The projection of forms. */
export class Forms {
  readonly table: Table<number, FormRow>;
  readonly highest: Table<string, FormVersionRow>;
  readonly versions: VersionIndex<FormRow>;

  constructor(journal: Journal) {
    this.table = new Table(40, 'forms', journal);
    this.highest = new Table(44, 'form-versions', journal);
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

  /** The number the next version of an id gets: numbers begin again only when no version is left. */
  nextVersion(tenantId: string, formId: string): number {
    return (this.highest.get(`${tenantId}\n${formId}`)?.highest ?? 0) + 1;
  }

  put(key: number, value: Value<'FORM'>): void {
    this.table.put(key, { value });
    this.highest.put(`${value.tenantId}\n${value.formId}`, { highest: value.version });
  }

  delete(key: number): void {
    const row = this.table.get(key);
    if (row === undefined) return;
    this.table.delete(key);
    const { tenantId, formId } = row.value;
    if (this.versions.latest(tenantId, formId) === undefined) this.highest.delete(`${tenantId}\n${formId}`);
  }
}
