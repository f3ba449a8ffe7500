/** The event-based gateway: waits for all events behind it at once, the first one decides the way. BPMN 2.0.2 section 13.4.4. */
import { enterElement } from '../lifecycle/activation.ts';
import { triggered } from '../lifecycle/trigger.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. No sequence flow is taken to the event that happened: it is entered with what it brought. */
export const eventBasedGateway: ElementBehavior = {
  mappings: 'none',
  subscribes: 'self',
  activated: () => 'wait',
  leave(visit, _plan, pending) {
    const { p, element, instance } = visit;
    const event = element.outgoing.find((flow) => flow.target.id === pending?.targetElementId)?.target;
    const scope = p.state.elements.get(instance.flowScopeKey);
    if (pending === undefined || event === undefined || scope === undefined) return;
    triggered(pending, visit);
    enterElement(p, scope, event, { variables: pending.variables });
  },
};
