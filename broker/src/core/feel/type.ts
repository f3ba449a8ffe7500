/** Types as expressions and models write them. DMN 1.5, 10.3.2.9. */

/** A type. A name is that of a simple type, of a kind of value without saying what is in it (`list`), or of a type that the model defines. */
export type FeelType =
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list' | 'range'; readonly item: FeelType }
  | { readonly kind: 'context'; readonly entries: ReadonlyMap<string, FeelType> }
  | { readonly kind: 'function'; readonly parameters: readonly FeelType[]; readonly result: FeelType };

/** Types that a model defines, by name. */
export type NamedTypes = ReadonlyMap<string, FeelType>;

/** What is known of a function's types; undefined parts fit everything. */
export interface Signature {
  readonly parameters: readonly (FeelType | undefined)[];
  readonly result: FeelType | undefined;
}

/** The type every value but null is of. */
export const anyType: FeelType = { kind: 'named', name: 'Any' };
