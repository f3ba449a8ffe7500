/** The shape of the table of appliers: what each event of a value type does to the state. It knows no value type by name. */
import type { EventIntent } from '../../protocol/command-intents.ts';
import type { RecordOf } from '../../protocol/record.ts';
import type { ValueTypeName } from '../../protocol/value-types.ts';
import type { State } from '../state/state.ts';

/** Changes the state as one event says. Cannot refuse, decide, or fail. */
export type Applier<T extends ValueTypeName> = (state: State, record: RecordOf<T>) => void;

/** The appliers of one value type. */
export type Appliers<T extends ValueTypeName> = { readonly [I in EventIntent<T>]: Applier<T> };

/** For events that only tell: nothing of the projection depends on them. */
export function tellsOnly(): void {}
