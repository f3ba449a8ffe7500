/** The receive task: an activity that waits for a message. BPMN 2.0.2 section 10.3.3. */
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. Boundary events belong to the task, the message to each inner instance of its loop. */
export const receiveTask: ElementBehavior = {
  mappings: 'both',
  subscribes: 'boundary',
  activated: () => 'wait',
};
