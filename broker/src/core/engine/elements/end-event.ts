/** End events: a path of the scope ends here, by kind with an error, a message, or the end of all else. BPMN 2.0.2 section 13.5.6. */
import { childEnded } from '../lifecycle/scope.ts';
import type { ElementBehavior } from './behavior.ts';

/** The none end event. */
export const endEvent: ElementBehavior = {
  mappings: 'output',
  subscribes: 'none',
  activated: () => 'complete',
  leave: (visit) => childEnded(visit, 'completed'),
};
