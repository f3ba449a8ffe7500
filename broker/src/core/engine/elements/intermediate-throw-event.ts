/** Intermediate throw events: raise what their trigger says and go on. BPMN 2.0.2 section 10.5.4. */
import { takeAllFlows } from '../lifecycle/completion.ts';
import type { ElementBehavior } from './behavior.ts';
import { throwPartOf } from './throw/parts.ts';

/** The behaviour. */
export const intermediateThrowEvent: ElementBehavior = {
  mappings: 'both',
  subscribes: 'none',
  prepare: (visit) => throwPartOf(visit).prepare?.(visit),
  enter: (visit, plan) => throwPartOf(visit).enter?.(visit, plan),
  activated: (visit, plan) => throwPartOf(visit).activated(visit, plan),
  leave: (visit) => (throwPartOf(visit).leave ?? takeAllFlows)(visit),
};
