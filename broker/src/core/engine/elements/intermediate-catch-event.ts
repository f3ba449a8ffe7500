/** Intermediate catch events: wait for what they subscribe to; links, and events behind an event-based gateway, only receive. BPMN 2.0.2 section 10.5.4. */
import { isBehindEventGateway } from '../lifecycle/subscriptions.ts';
import { liftLocals } from '../lifecycle/variables.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. */
export const intermediateCatchEvent: ElementBehavior = {
  mappings: 'both',
  subscribes: 'self',
  activated: (visit) => (visit.element.trigger?.kind === 'link' || isBehindEventGateway(visit.element) ? 'complete' : 'wait'),
  completing(visit) {
    // What the gateway's event brought is local; without output mappings it goes on as it is.
    if (isBehindEventGateway(visit.element) && visit.element.outputs.length === 0) liftLocals(visit.p, visit.instance);
    return undefined;
  },
};
