/** Throwing an error: the part of error end events. An error that nobody catches stops the event while it is activating. BPMN 2.0.2 section 10.5.7. */
import { scopeOf, stringOf } from '../../expressions.ts';
import { type Catch, findErrorCatch, uncaughtErrorText } from '../../lifecycle/error-catch.ts';
import { triggerEvent } from '../../lifecycle/trigger.ts';
import { failure, isFailure } from '../../lifecycle/visit.ts';
import type { ThrowPart } from './part.ts';

/** The part. The catch interrupts the scope that the event lies in, so it never completes. */
export const errorThrow: ThrowPart<Catch> = {
  prepare(visit) {
    const { p, element } = visit;
    if (element.trigger?.kind !== 'error' || element.trigger.code === undefined)
      throw new Error(`Expected element ${element.id} to have an error code, but it has none`);
    const code = stringOf(p, element.trigger.code, scopeOf(p, visit.key));
    if (isFailure(code)) return code;
    return findErrorCatch(visit, code) ?? failure('UNHANDLED_ERROR_EVENT', uncaughtErrorText(code, ''));
  },
  activated(_visit, caught) {
    triggerEvent(caught.visit, caught.event, '{}');
    return 'wait';
  },
};
