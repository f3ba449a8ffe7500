/** Process definitions: by key, by id and version, by version tag; the models themselves are derived and cached elsewhere. */
import type { Value } from '../../protocol/value-types.ts';
import { GroupIndex } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** One version of a process. */
export interface ProcessRow {
  readonly value: Value<'PROCESS'>;
  /** DELETING: no new instances, gone when the last one has ended. */
  readonly state: 'ACTIVE' | 'DELETING';
}

/** Highest version number ever used for an id: never reused, even after deletion. */
export interface VersionRow {
  readonly highest: number;
}

/** The projection of process definitions. */
export class Definitions {
  readonly table: Table<number, ProcessRow>;
  readonly versions: Table<string, VersionRow>;
  readonly #byId = new GroupIndex<string, number>();
  /** The latest version by id, looked for when first asked: a process may have thousands of versions, and every create asks. */
  readonly #latest = new Map<string, ProcessRow>();

  constructor(journal: Journal) {
    this.table = new Table(7, 'processes', journal);
    this.versions = new Table(8, 'process-versions', journal);
    this.table.watch((key, before, after) => {
      if (before !== undefined) this.#leave(before, key);
      if (after !== undefined) this.#enter(after, key);
    });
  }

  get(key: number): ProcessRow | undefined {
    return this.table.get(key);
  }

  /** All kept versions of a process id, in no particular order. */
  versionsOf(tenantId: string, bpmnProcessId: string): readonly ProcessRow[] {
    const rows: ProcessRow[] = [];
    for (const key of this.#byId.keys(idName(tenantId, bpmnProcessId))) {
      const row = this.table.get(key);
      if (row !== undefined) rows.push(row);
    }
    return rows;
  }

  /** The latest version that can be started. */
  latest(tenantId: string, bpmnProcessId: string): ProcessRow | undefined {
    const name = idName(tenantId, bpmnProcessId);
    const known = this.#latest.get(name);
    if (known !== undefined) return known;
    let latest: ProcessRow | undefined;
    for (const row of this.versionsOf(tenantId, bpmnProcessId)) {
      if (row.state === 'ACTIVE' && row.value.version > (latest?.value.version ?? 0)) latest = row;
    }
    if (latest !== undefined) this.#latest.set(name, latest);
    return latest;
  }

  version(tenantId: string, bpmnProcessId: string, version: number): ProcessRow | undefined {
    return this.versionsOf(tenantId, bpmnProcessId).find((row) => row.value.version === version && row.state === 'ACTIVE');
  }

  /** The latest version that carries a version tag. */
  tagged(tenantId: string, bpmnProcessId: string, versionTag: string): ProcessRow | undefined {
    const rows = this.versionsOf(tenantId, bpmnProcessId).filter((row) => row.value.versionTag === versionTag && row.state === 'ACTIVE');
    return rows.sort((a, b) => b.value.version - a.value.version)[0];
  }

  /** The version that came with a deployment. */
  deployedWith(tenantId: string, bpmnProcessId: string, deploymentKey: number): ProcessRow | undefined {
    return this.versionsOf(tenantId, bpmnProcessId).find((row) => row.value.deploymentKey === deploymentKey && row.state === 'ACTIVE');
  }

  /** The number the next version of an id gets. */
  nextVersion(tenantId: string, bpmnProcessId: string): number {
    return (this.versions.get(idName(tenantId, bpmnProcessId))?.highest ?? 0) + 1;
  }

  put(key: number, row: ProcessRow): void {
    this.table.put(key, row);
    const name = idName(row.value.tenantId, row.value.bpmnProcessId);
    if (row.value.version > (this.versions.get(name)?.highest ?? 0)) this.versions.put(name, { highest: row.value.version });
  }

  #enter(row: ProcessRow, key: number): void {
    const name = idName(row.value.tenantId, row.value.bpmnProcessId);
    this.#latest.delete(name);
    this.#byId.add(name, key);
  }

  #leave(row: ProcessRow, key: number): void {
    const name = idName(row.value.tenantId, row.value.bpmnProcessId);
    this.#latest.delete(name);
    this.#byId.remove(name, key);
  }
}

function idName(tenantId: string, id: string): string {
  return `${tenantId}\n${id}`;
}
