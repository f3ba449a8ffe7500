/** Joins: when a gateway that waits for several flows may be activated. BPMN 2.0.2 sections 13.4.2 and 13.4.3. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { isInclusiveJoinReady } from './inclusive-join.ts';
import { instanceValue } from './visit.ts';

/** Whether an element that a flow has arrived at may be activated now. */
export function isJoinReady(p: Processing, scope: ElementInstanceRow, element: ExecutableElement): boolean {
  if (element.type === 'PARALLEL_GATEWAY') {
    return element.incoming.every((flow) => p.state.elements.arrivedBy(scope.key, flow.id) > 0);
  }
  if (element.type === 'INCLUSIVE_GATEWAY' && element.incoming.length > 1) return isInclusiveJoinReady(p, scope, element);
  return true;
}

/** Something in the scope has ended: inclusive joins that waited for it may now be ready. */
export function recheckJoins(p: Processing, scope: ElementInstanceRow): void {
  const arrivals = p.state.elements.arrivals(scope.key);
  if (arrivals.length === 0) return;
  const { elements } = p.models.process(scope.processDefinitionKey);
  for (const elementId of new Set(arrivals.map(({ targetId }) => targetId))) {
    const element = elements.get(elementId);
    if (element?.type !== 'INCLUSIVE_GATEWAY' || element.incoming.length < 2) continue;
    if (!isInclusiveJoinReady(p, scope, element)) continue;
    const value = {
      ...instanceValue(scope),
      bpmnElementType: element.type,
      elementId,
      flowScopeKey: scope.key,
      bpmnEventType: element.eventType,
    };
    p.follow('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', -1, value);
  }
}
