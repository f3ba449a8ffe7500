/** What every kind of subscription can do: evaluate, open, close. It knows none of them. */
import type { ExecutableElement } from '../../../model/executable.ts';
import type { Processing } from '../../processing.ts';
import type { Failure, Visit } from '../visit.ts';

/** Opens one evaluated subscription. */
export type Opening = () => void;

/** How one kind of trigger is waited for. */
export interface SubscriptionKind {
  /** Evaluates what the subscription needs; the opening emits. `visit` is the element instance that will be triggered. */
  prepare(visit: Visit, event: ExecutableElement): Opening | Failure;
  /** Closes every open subscription of this kind of an element instance, but for some events. */
  close(p: Processing, elementInstanceKey: number, except: readonly ExecutableElement[]): void;
}
