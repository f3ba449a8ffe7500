/** The field kinds that value types are declared with: each knows its binary form, its JSON form and its initial value. */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { compileShape } from './compile-shape.ts';

/** Turns the counters of one partition into the digits of wire keys, for JSON. */
export interface KeyDigits {
  /** A key issued by the partition that wrote the record. */
  local(counter: number): string;
  /** A key of a definition: always issued by the deployment partition. */
  definition(counter: number): string;
}

/** One kind of field; `T` is its shape in memory. */
export interface Field<T> {
  readonly kind: string;
  readonly initial: T;
  write(out: ByteWriter, value: T): void;
  read(input: ByteReader): T;
  /** JSON text, as Zeebe's exporters write it. */
  json(value: T, keys: KeyDigits): string;
}

/** The in-memory shape of a field. */
export type FieldValue<F> = F extends Field<infer T> ? T : never;

/** Text, UTF-8. */
export function text(initial = ''): Field<string> {
  return {
    kind: 'text',
    initial,
    write: (out, value) => out.text(value),
    read: (input) => input.text(),
    json: (value) => JSON.stringify(value),
  };
}

/** A safe integer of either sign (counts, versions, milliseconds). */
export function int(initial = 0): Field<number> {
  return {
    kind: 'int',
    initial,
    write: (out, value) => out.signed(value),
    read: (input) => input.signed(),
    json: (value) => String(value),
  };
}

/** True or false. */
export function flag(initial = false): Field<boolean> {
  return {
    kind: 'flag',
    initial,
    write: (out, value) => out.byte(value ? 1 : 0),
    read: (input) => input.byte() === 1,
    json: (value) => String(value),
  };
}

/** A key issued by the record's own partition: the counter in memory, -1 for none. */
export function key(): Field<number> {
  return {
    kind: 'key',
    initial: -1,
    write: (out, value) => out.signed(value),
    read: (input) => input.signed(),
    json: (value, keys) => keys.local(value),
  };
}

/** A key of a definition (process, decision, form ...): a counter of the deployment partition, -1 for none. */
export function definitionKey(): Field<number> {
  return {
    kind: 'definitionKey',
    initial: -1,
    write: (out, value) => out.signed(value),
    read: (input) => input.signed(),
    json: (value, keys) => keys.definition(value),
  };
}

/** A key that may come from any partition: the full 64 bits, -1 for none. */
export function remoteKey(): Field<bigint> {
  return {
    kind: 'remoteKey',
    initial: -1n,
    write: (out, value) => out.i64(value),
    read: (input) => input.i64(),
    json: (value) => String(value),
  };
}

/** Opaque JSON text, an object: the engine passes it on unread; in JSON it stands as the object itself. */
export function documentText(initial = '{}'): Field<string> {
  return { kind: 'document', initial, write: (out, value) => out.text(value), read: (input) => input.text(), json: (value) => value };
}

/** Bytes of a resource; base64 in JSON. */
export function bytes(): Field<Uint8Array> {
  return {
    kind: 'bytes',
    initial: new Uint8Array(0),
    write: (out, value) => out.bytes(value),
    read: (input) => input.bytes(),
    json: (value) => JSON.stringify(base64(value)),
  };
}

/** One word of a fixed list, stored as its index: append to the list, never reorder it. */
export function word<const W extends readonly string[]>(words: W, initial: W[number]): Field<W[number]> {
  const indexes = new Map<string, number>(words.map((name, index) => [name, index]));
  return {
    kind: `word(${words.join('|')})`,
    initial,
    write: (out, value) => out.varint(indexes.get(value) ?? 0),
    read: (input) => words[input.varint()] ?? initial,
    json: (value) => `"${value}"`,
  };
}

/** A list of one kind. */
export function list<T>(item: Field<T>): Field<readonly T[]> & { readonly item: Field<T> } {
  return {
    item,
    kind: `list(${item.kind})`,
    initial: [],
    write(out, value) {
      out.varint(value.length);
      for (const entry of value) item.write(out, entry);
    },
    read(input) {
      const length = input.varint();
      const items: T[] = [];
      for (let index = 0; index < length; index++) items.push(item.read(input));
      return items;
    },
    json: (value, keys) => `[${value.map((entry) => item.json(entry, keys)).join(',')}]`,
  };
}

/** Names to values of one kind. */
export function map<T>(item: Field<T>): Field<Readonly<Record<string, T>>> & { readonly item: Field<T> } {
  return {
    item,
    kind: `map(${item.kind})`,
    initial: {},
    write(out, value) {
      const entries = Object.entries(value);
      out.varint(entries.length);
      for (const [name, entry] of entries) {
        out.text(name);
        item.write(out, entry);
      }
    },
    read(input) {
      const length = input.varint();
      const entries: [string, T][] = [];
      for (let index = 0; index < length; index++) entries.push([input.text(), item.read(input)]);
      // Not by assignment: a name such as __proto__ would be lost.
      return Object.fromEntries(entries);
    },
    json: (value, keys) =>
      `{${Object.entries(value)
        .map(([name, entry]) => `${JSON.stringify(name)}:${item.json(entry, keys)}`)
        .join(',')}}`,
  };
}

/** The in-memory shape of some fields. */
export type FieldsValue<F> = { readonly [N in keyof F]: FieldValue<F[N]> };

/** An object of fields, in wire order: append new ones, never reorder or remove. Their count is written first, so that data of an older version, with fewer fields, still reads. */
export function shape<const F extends Record<string, Field<unknown>>>(
  fields: F,
): Field<FieldsValue<F>> & { readonly fields: F; complete(draft: Partial<FieldsValue<F>>): FieldsValue<F> } {
  const names = Object.keys(fields);
  const kinds = names.map((name) => fields[name] as unknown as Field<unknown>);
  const compiled = compileShape(names, kinds);
  return {
    kind: `{${names.map((name, index) => `${name}: ${kinds[index]?.kind}`).join(', ')}}`,
    fields,
    initial: compiled.complete({}) as FieldsValue<F>,
    complete: (draft) => compiled.complete(draft) as FieldsValue<F>,
    write: (out, value) => compiled.write(out, value),
    read: (input) => compiled.read(input) as FieldsValue<F>,
    json(value, keys) {
      const parts = names.map((name, index) => `"${name}":${kinds[index]?.json(value[name], keys)}`);
      return `{${parts.join(',')}}`;
    },
  };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function base64(input: Uint8Array): string {
  let out = '';
  for (let index = 0; index < input.length; index += 3) {
    const [a = 0, b, c] = [input[index], input[index + 1], input[index + 2]];
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    out += BASE64.charAt(bits >> 18) + BASE64.charAt((bits >> 12) & 63);
    out += (b === undefined ? '=' : BASE64.charAt((bits >> 6) & 63)) + (c === undefined ? '=' : BASE64.charAt(bits & 63));
  }
  return out;
}
