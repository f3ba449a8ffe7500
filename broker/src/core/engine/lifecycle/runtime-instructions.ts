/** Runtime instructions of a creation: the instance ends as soon as a named element has ended. */
import { terminateElement } from './termination.ts';
import { type Visit, visitOf } from './visit.ts';

/** Whether the instance must end now that this element has. Of a loop only the whole counts. */
export function endsInstance({ p, instance, element }: Visit): boolean {
  const instructions = p.state.creations.get(instance.processInstanceKey)?.value.runtimeInstructions;
  if (instructions === undefined || instructions.length === 0 || instance.flowScopeKey < 0) return false;
  if (element.loop !== undefined && instance.elementType !== 'MULTI_INSTANCE_BODY') return false;
  return instructions.some(({ afterElementId }) => afterElementId === element.id);
}

/** Terminates the instance of an element that has ended; nothing behind the element begins. */
export function endInstance({ p, instance }: Visit): void {
  const root = visitOf(p, instance.processInstanceKey);
  if (root !== undefined && root.instance.state !== 'TERMINATING') terminateElement(root);
}
