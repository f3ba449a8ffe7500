/** Finding who catches an escalation: upwards like an error, but out of interrupting event sub-processes as well. BPMN 2.0.2 section 10.5.7. */
import type { ExecutableElement } from '../../model/executable.ts';
import { around, bestCatch, type Catch, catchesOf } from './error-catch.ts';
import type { Visit } from './visit.ts';

/**
 * The nearest catch of `code` around `thrower`; undefined when nobody catches. An interrupted scope has no event sub-processes to start any more, and an event
 * sub-process that runs beside its scope never catches what is thrown inside itself: on the reference that loops for ever. One that interrupts, but was begun by
 * hand, begins once more.
 */
export function findEscalationCatch(thrower: Visit, code: string): Catch | undefined {
  let inside = thrower;
  for (let visit = around(thrower); visit !== undefined; visit = around(visit)) {
    const event = bestCatch(openCatches(visit, inside), 'escalation', code);
    if (event !== undefined && visit.instance.state === 'ACTIVATED') return { visit, event };
    inside = visit;
  }
  return undefined;
}

function openCatches(visit: Visit, inside: Visit): readonly ExecutableElement[] {
  const isInterrupted = visit.instance.interruptedBy !== '';
  return catchesOf(visit).filter(
    (event) => event.attachedTo !== undefined || (!isInterrupted && (event.interrupting || event.scope !== inside.element)),
  );
}
