/** The shapes of the two total tables: processors of commands and appliers of events. */
import type { CommandIntent, EventIntent } from '../protocol/command-intents.ts';
import type { RecordOf, Rejection } from '../protocol/record.ts';
import type { ValueTypeName } from '../protocol/value-types.ts';
import type { Processing } from './processing.ts';
import type { State } from './state/state.ts';

/** Answers one command: emits events and follow-ups through `p`, or refuses: then everything it emitted is undone. */
export type Processor<T extends ValueTypeName> = (p: Processing, command: RecordOf<T>) => Rejection | undefined;

/** The processors of one value type. */
export type Processors<T extends ValueTypeName> = { readonly [I in CommandIntent<T>]: Processor<T> };

/** Changes the state as one event says. Cannot refuse, decide, or fail. */
export type Applier<T extends ValueTypeName> = (state: State, record: RecordOf<T>) => void;

/** The appliers of one value type. */
export type Appliers<T extends ValueTypeName> = { readonly [I in EventIntent<T>]: Applier<T> };

/** For events that only tell: nothing of the projection depends on them. */
export function tellsOnly(): void {}
