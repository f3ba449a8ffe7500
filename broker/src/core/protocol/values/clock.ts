/** CLOCK: the broker's clock moved by hand (only with a controlled clock). */
import { int } from '../field.ts';
import { valueType } from '../value-type.ts';

/** The value type. */
export const clock = valueType({
  number: 42,
  intents: { PIN: 0, PINNED: 1, RESET: 2, RESETTED: 3, ADVANCE: 4, ADVANCED: 5 },
  fields: { time: int(0) },
});
