/** Files of one kind that are deployed whole, in versions (forms, files that jobs link to): by key, by id and version, by version tag and deployment. */
import type { Journal } from './journal.ts';
import { Table } from './table.ts';
import { VersionIndex, type VersionName } from './version-index.ts';

/** What the record of every such file says. */
export interface FileValue extends Omit<VersionName, 'id'> {
  readonly resourceName: string;
  readonly checksum: string;
  readonly resource: Uint8Array;
}

/** One version of a file. */
export interface FileRow<V extends FileValue> {
  readonly value: V;
}

/** Highest version number used for an id since the first version that is still there. */
export interface HighestVersionRow {
  readonly highest: number;
}

/** The two tables of a kind, by number and name: its versions, and the highest number of each id. */
export interface FileTables {
  readonly files: readonly [number, string];
  readonly highest: readonly [number, string];
}

/** The projection of one kind. */
export class VersionedFiles<V extends FileValue> {
  readonly table: Table<number, FileRow<V>>;
  readonly highest: Table<string, HighestVersionRow>;
  readonly versions: VersionIndex<FileRow<V>>;
  readonly #idOf: (value: V) => string;

  constructor(journal: Journal, { files, highest }: FileTables, idOf: (value: V) => string) {
    this.table = new Table(...files, journal);
    this.highest = new Table(...highest, journal);
    this.#idOf = idOf;
    this.versions = new VersionIndex(this.table, ({ value }) => ({
      tenantId: value.tenantId,
      id: idOf(value),
      version: value.version,
      versionTag: value.versionTag,
      deploymentKey: value.deploymentKey,
    }));
  }

  get(key: number): FileRow<V> | undefined {
    return this.table.get(key);
  }

  /** The number the next version of an id gets: numbers begin again only when no version is left. */
  nextVersion(tenantId: string, id: string): number {
    return (this.highest.get(`${tenantId}\n${id}`)?.highest ?? 0) + 1;
  }

  put(key: number, value: V): void {
    this.table.put(key, { value });
    this.highest.put(`${value.tenantId}\n${this.#idOf(value)}`, { highest: value.version });
  }

  delete(key: number): void {
    const row = this.table.get(key);
    if (row === undefined) return;
    this.table.delete(key);
    const { tenantId } = row.value;
    const id = this.#idOf(row.value);
    if (this.versions.latest(tenantId, id) === undefined) this.highest.delete(`${tenantId}\n${id}`);
  }
}
