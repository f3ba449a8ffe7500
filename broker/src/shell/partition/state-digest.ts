/** The digest of a projection: independent of the order of rows, of the store, and of how the state came to be. */
import { createHash } from 'node:crypto';
import type { State } from '../../core/engine/state/state.ts';
import { encodeRow } from '../store/row-codec.ts';

/** SHA-256 over all rows in order of table and key, as hexadecimal text. O(state). */
export function stateDigest(state: State): string {
  const hash = createHash('sha256');
  for (const [id, table] of [...state.tables].sort(([a], [b]) => a - b)) {
    const rows = [...table.entries()].sort(([a], [b]) => compareKeys(a, b));
    for (const [key, row] of rows) {
      hash.update(`${id}/${typeof key}:${key}\n`);
      hash.update(encodeRow(row));
    }
  }
  return hash.digest('hex');
}

function compareKeys(a: number | string, b: number | string): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a) < String(b) ? -1 : 1;
}
