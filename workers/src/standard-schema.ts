// The part of the Standard Schema interface (version 1) this package uses, so that any library that follows it can check variables.

/** A schema of Zod, Valibot, ArkType or any other library with a `~standard` property. */
export interface Schema<Input = unknown, Output = Input> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
  };
}

/** What a check answers. */
export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** Why a value does not fit. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** One line about all that does not fit. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  return issues
    .map(({ message, path = [] }) => {
      const place = path.map((part) => String(typeof part === 'object' ? part.key : part)).join('.');
      return place === '' ? message : `${place}: ${message}`;
    })
    .join('; ');
}

/** Names of the schema's fields, as far as its library shows them as `shape` or `entries`; empty (all variables) otherwise. */
export function fieldsOf(schema: Schema | undefined): readonly string[] {
  for (const name of ['shape', 'entries'] as const) {
    const fields: unknown = schema && name in schema ? Reflect.get(schema, name) : undefined;
    if (typeof fields === 'object' && fields !== null) return Object.keys(fields);
  }
  return [];
}
