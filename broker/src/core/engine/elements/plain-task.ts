/** Undefined and manual tasks: nothing to do for the engine, mappings included. BPMN 2.0.2 section 10.3.3. */
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. */
export const plainTask: ElementBehavior = {
  mappings: 'none',
  subscribes: 'none',
  activated: () => 'complete',
};
