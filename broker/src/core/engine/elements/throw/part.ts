/** What one kind of trigger adds to throw and end events. */
import type { Failure, Visit } from '../../lifecycle/visit.ts';
import type { Progress } from '../behavior.ts';

/** The blanks of a throw or end event that its trigger fills; the meaning is that of the element's own blanks. */
export interface ThrowPart<Plan = unknown> {
  /** Evaluates all that can fail. */
  prepare?(visit: Visit): Plan | Failure;
  /** Between the opening of subscriptions and ELEMENT_ACTIVATED. */
  enter?(visit: Visit, plan: Plan): void;
  /** After ELEMENT_ACTIVATED: throws. */
  activated(visit: Visit, plan: Plan): Progress;
  /** After ELEMENT_COMPLETED, instead of taking all outgoing flows or ending the path. */
  leave?(visit: Visit): void;
}
