/** Intermediate catch events: wait for what they subscribe to; links only receive. BPMN 2.0.2 section 10.5.4. */
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. */
export const intermediateCatchEvent: ElementBehavior = {
  mappings: 'output',
  subscribes: 'self',
  activated: (visit) => (visit.element.trigger?.kind === 'link' ? 'complete' : 'wait'),
};
