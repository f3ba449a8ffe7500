/** Process instances that begin by an event: a timer, a message or a signal of a start event. */
import type { Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

/** A start timer has come due. */
export function startByTimer(_p: Processing, key: number, _timer: Value<'TIMER'>): Rejection | undefined {
  return rejection('INVALID_STATE', `Expected timer ${key} to start a process, but start timers are not open`);
}
