/** The shape of the table of processors: who answers each command of a value type. It knows no value type by name. */
import type { CommandIntent } from '../../protocol/command-intents.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import type { ValueTypeName } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

/** Answers one command: emits events and follow-ups through `p`, or refuses: then everything it emitted is undone. */
export type Processor<T extends ValueTypeName> = (p: Processing, command: RecordOf<T>) => Rejection | undefined;

/** The processors of one value type. */
export type Processors<T extends ValueTypeName> = { readonly [I in CommandIntent<T>]: Processor<T> };
