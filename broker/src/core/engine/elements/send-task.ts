/** The send task: publishes its message by itself where the model says how, otherwise it is a job. BPMN 2.0.2 section 10.3.3. */
import type { ElementBehavior } from './behavior.ts';
import { messageThrow } from './throw/message.ts';

/** The behaviour. */
export const sendTask: ElementBehavior = {
  ...(messageThrow as Pick<ElementBehavior, 'prepare' | 'enter' | 'activated'>),
  mappings: 'both',
  subscribes: 'boundary',
};
