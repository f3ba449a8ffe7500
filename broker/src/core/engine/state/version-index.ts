/** A derived index of versioned definitions (forms, decisions, requirements graphs): by tenant and id, by version, tag and deployment. */
import { GroupIndex } from './group-index.ts';
import type { Table } from './table.ts';

/** What a version of a definition is found by. */
export interface VersionName {
  readonly tenantId: string;
  readonly id: string;
  readonly version: number;
  /** Empty when absent. */
  readonly versionTag: string;
  readonly deploymentKey: number;
}

/** Keeps itself in step with its table. */
export class VersionIndex<R extends object> {
  readonly #table: Table<number, R>;
  readonly #nameOf: (row: R) => VersionName;
  readonly #byId = new GroupIndex<string, number>();

  constructor(table: Table<number, R>, nameOf: (row: R) => VersionName) {
    this.#table = table;
    this.#nameOf = nameOf;
    table.watch((key, before, after) => {
      if (before !== undefined) this.#byId.remove(groupOf(nameOf(before)), key);
      if (after !== undefined) this.#byId.add(groupOf(nameOf(after)), key);
    });
  }

  /** The version with the highest number. */
  latest(tenantId: string, id: string): R | undefined {
    return this.#best(tenantId, id, () => true);
  }

  /** The latest version that carries a version tag. */
  tagged(tenantId: string, id: string, versionTag: string): R | undefined {
    return this.#best(tenantId, id, (name) => name.versionTag === versionTag);
  }

  /** The version that came with a deployment. */
  deployedWith(tenantId: string, id: string, deploymentKey: number): R | undefined {
    return this.#best(tenantId, id, (name) => name.deploymentKey === deploymentKey);
  }

  #best(tenantId: string, id: string, fits: (name: VersionName) => boolean): R | undefined {
    let best: R | undefined;
    let highest = 0;
    for (const key of this.#byId.keys(groupOf({ tenantId, id }))) {
      const row = this.#table.get(key);
      if (row === undefined) continue;
      const name = this.#nameOf(row);
      if (name.version <= highest || !fits(name)) continue;
      best = row;
      highest = name.version;
    }
    return best;
  }
}

function groupOf({ tenantId, id }: Pick<VersionName, 'tenantId' | 'id'>): string {
  return `${tenantId}\n${id}`;
}
