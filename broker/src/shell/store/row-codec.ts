/** How rows become bytes: msgpack, on its own or with the names of members kept apart, once for all rows of a form. */
import { Packr } from 'msgpackr';
import type { Row } from './state-store.ts';

/**
 * Numbers stay numbers (whole ones beyond 32 bits travel as doubles, exact up to 2^53), bigints stay bigints of any size, Uint8Arrays
 * stay bytes. An object's field must not be named `__proto__`, and text must not hold halves of surrogate pairs: neither would come back.
 */
const packr = new Packr({ useRecords: false, moreTypes: true, useBigIntExtension: true, int64AsType: 'bigint' });

/** The bytes of a row. */
export function encodeRow(row: Row): Buffer {
  return packr.pack(row);
}

/** The row in these bytes. Throws when they are damaged; the store's own checksums notice that earlier. */
export function decodeRow(bytes: Uint8Array): Row {
  return packr.unpack(bytes) as Row;
}

/** Forms of rows whose names are kept apart; rows of further ones carry their names themselves. Headers of jobs have forms that a user invents. */
const FORMS_MAX = 1_024;

/** The names of the members of one form, in the order of their values. */
export type RowForm = readonly string[];

/**
 * Rows without their names: half as large, and read in half the time. The forms grow while rows are encoded and must be kept with the rows: what is encoded
 * with a form that was lost cannot be read. Rows of {@link encodeRow} are read, too.
 */
export class RowCodec {
  #forms: readonly RowForm[];
  readonly #packr: Packr;

  /** `forms`: those found with the rows. */
  constructor(forms: readonly RowForm[]) {
    this.#forms = forms;
    this.#packr = new Packr({
      getStructures: () => copyOf(this.#forms),
      saveStructures: (known: {}[]) => {
        this.#forms = copyOf(known as string[][]);
      },
      maxSharedStructures: FORMS_MAX,
      mapsAsObjects: true,
      moreTypes: true,
      useBigIntExtension: true,
      int64AsType: 'bigint',
    });
  }

  /** The forms known so far; never fewer, never another order: a new list means that they must be kept anew. */
  get forms(): readonly RowForm[] {
    return this.#forms;
  }

  encode(row: Row): Buffer {
    return this.#packr.pack(row);
  }

  /** Throws when the bytes are damaged or of a form that is not known. */
  decode(bytes: Uint8Array): Row {
    return this.#packr.unpack(bytes) as Row;
  }
}

function copyOf(forms: readonly RowForm[]): string[][] {
  return forms.map((names) => [...names]);
}
