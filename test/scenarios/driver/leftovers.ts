// What a partition still holds when every instance is gone; nothing of it may be left. It changes nothing.
import type { State } from '../../../broker/src/core/engine/state/state.ts';

/** Tables that outlive instances: counters, definitions, forms, decisions and requests that are remembered for a while. */
const lasting: ReadonlySet<string> = new Set([
  'counters',
  'processes',
  'process-versions',
  'forms',
  'resources',
  'resource-versions',
  'decisions',
  'decision-requirements',
  'create-requests',
  'requests',
]);

/** How it is with one table. */
export interface Leftover {
  readonly table: string;
  readonly rows: number;
  readonly example: string;
}

/** Tables that are not empty though they should be; `except` names further ones that may hold rows. */
export function leftovers(state: State, except: ReadonlySet<string> = new Set()): readonly Leftover[] {
  return [...state.tables.values()]
    .filter(({ name, size }) => size > 0 && !lasting.has(name) && !except.has(name))
    .map((table) => ({
      table: table.name,
      rows: table.size,
      example: JSON.stringify([...table.entries()][0], (_, value: unknown) => (typeof value === 'bigint' ? `${value}` : value)),
    }));
}
