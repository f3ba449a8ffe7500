/** The parallel gateway: waits for all incoming flows (see joins.ts), takes all outgoing ones. BPMN 2.0.2 section 13.4.2. */
import { takeAllFlows } from '../lifecycle/completion.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. Its plan is empty: it completes in the step that activates it. */
export const parallelGateway: ElementBehavior<true> = {
  mappings: 'none',
  subscribes: 'none',
  completesAtOnce: true,
  prepare: () => true,
  activated: () => 'complete',
  leave: takeAllFlows,
};
