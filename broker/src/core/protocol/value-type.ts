/** What one value type is: its number, its intents and its fields. Types, codec, JSON and docs table derive from this. */
import { type Field, type FieldsValue, shape } from './field.ts';

/** A declared value type. */
export interface ValueType<I extends Readonly<Record<string, number>>, V> {
  /** Number in the log; Zeebe's numbers where Zeebe has the type. */
  readonly number: number;
  readonly intents: I;
  /** Which partition issues the header key of these records: their own, or the deployment partition. */
  readonly keyOwner: 'local' | 'deployment';
  readonly codec: Field<V> & { complete(draft: Partial<V>): V };
}

/** Declares a value type from its number, intents and fields. */
export function valueType<const I extends Record<string, number>, const F extends Record<string, Field<unknown>>>(declaration: {
  number: number;
  intents: I;
  fields: F;
  keyOwner?: 'local' | 'deployment';
}): ValueType<I, FieldsValue<F>> {
  return {
    number: declaration.number,
    intents: declaration.intents,
    keyOwner: declaration.keyOwner ?? 'local',
    codec: shape(declaration.fields),
  };
}
