/** Start events: of a process or sub-process they open what the scope waits for; of an event sub-process they take the trigger. BPMN 2.0.2 section 10.5.2. */
import { openScopeSubscriptions } from '../lifecycle/subscriptions.ts';
import { liftLocals } from '../lifecycle/variables.ts';
import { visitOf } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. */
export const startEvent: ElementBehavior = {
  mappings: 'output',
  subscribes: 'none',
  activated: () => 'complete',
  completing(visit) {
    // What started a process is local to its start event, as is what was set there by hand; without output mappings it goes on as it is.
    if (visit.element.outputs.length === 0) liftLocals(visit.p, visit.instance);
    return undefined;
  },
  mapped(visit) {
    const scope = visitOf(visit.p, visit.instance.flowScopeKey);
    return scope === undefined ? undefined : openScopeSubscriptions(scope);
  },
};
