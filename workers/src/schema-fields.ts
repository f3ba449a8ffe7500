// Which variables a schema speaks of, so that only those are fetched.
import type { Schema } from '@millrace/client';

/** Names of the schema's fields, as far as its library shows them as `shape` or `entries`; empty (all variables) otherwise. */
export function fieldsOf(schema: Schema | undefined): readonly string[] {
  for (const name of ['shape', 'entries'] as const) {
    const fields: unknown = schema && name in schema ? Reflect.get(schema, name) : undefined;
    if (typeof fields === 'object' && fields !== null) return Object.keys(fields);
  }
  return [];
}
