/** Processors of CLOCK: they change nothing, they say in the log that the broker's clock was moved by hand, which explains the leap of its time stamps. */
import type { Processors } from './processor.ts';

/** The processors. `time` is what the clock shows after the move. */
export const clockCommands: Processors<'CLOCK'> = {
  PIN(p, { value }) {
    p.answer(p.emit('CLOCK', 'PINNED', p.nextKey(), value));
    return undefined;
  },
  ADVANCE(p, { value }) {
    p.answer(p.emit('CLOCK', 'ADVANCED', p.nextKey(), value));
    return undefined;
  },
  RESET(p, { value }) {
    p.answer(p.emit('CLOCK', 'RESETTED', p.nextKey(), value));
    return undefined;
  },
};
