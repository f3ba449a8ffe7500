/** Variables: JSON text by scope and name. */
import type { Journal } from './journal.ts';
import { PagedMap } from './paged-map.ts';
import { Table } from './table.ts';

/** One variable. */
export interface VariableRow {
  readonly key: number;
  readonly scopeKey: number;
  readonly name: string;
  /** JSON text. */
  readonly value: string;
}

const NONE: ReadonlyMap<string, VariableRow> = new Map();

/** The projection of variables. */
export class Variables {
  readonly table: Table<number, VariableRow>;
  readonly #scopes = new PagedMap<number, Map<string, VariableRow>>();

  constructor(journal: Journal) {
    this.table = new Table(3, 'variables', journal);
    this.table.watch((_key, before, after) => {
      if (before !== undefined && (after === undefined || after.scopeKey !== before.scopeKey || after.name !== before.name))
        this.#remove(before);
      if (after !== undefined) this.#add(after);
    });
  }

  /** The variables of one scope by name, in order of creation. */
  of(scopeKey: number): ReadonlyMap<string, VariableRow> {
    return this.#scopes.get(scopeKey) ?? NONE;
  }

  get(scopeKey: number, name: string): VariableRow | undefined {
    return this.#scopes.get(scopeKey)?.get(name);
  }

  /** The scope has ended: its variables go with it. */
  removeScope(scopeKey: number): void {
    const rows = this.#scopes.get(scopeKey);
    if (rows === undefined) return;
    for (const row of [...rows.values()]) this.table.delete(row.key);
  }

  #add(row: VariableRow): void {
    const scope = this.#scopes.get(row.scopeKey);
    if (scope === undefined) this.#scopes.set(row.scopeKey, new Map([[row.name, row]]));
    else scope.set(row.name, row);
  }

  #remove(row: VariableRow): void {
    const scope = this.#scopes.get(row.scopeKey);
    if (scope === undefined || scope.get(row.name)?.key !== row.key) return;
    scope.delete(row.name);
    if (scope.size === 0) this.#scopes.delete(row.scopeKey);
  }
}
