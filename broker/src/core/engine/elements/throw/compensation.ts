/** Throwing compensation: the part of compensation throw and end events. BPMN 2.0.2 section 13.5.5. */
import { compensate } from '../../lifecycle/compensation.ts';
import type { ThrowPart } from './part.ts';

/** The part: waits until the last handler has ended; with nothing to undo it passes. */
export const compensationThrow: ThrowPart = {
  activated: (visit) => (compensate(visit) ? 'wait' : 'complete'),
};
