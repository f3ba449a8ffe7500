/** Compensation: what completed activities leave behind so that they can be undone. BPMN 2.0.2 section 13.5.5. */
import type { Visit } from './visit.ts';

/** An activity with a compensation handler has completed: it can be compensated from now on. */
export function rememberCompensation(visit: Visit): void {
  const { p, element, instance } = visit;
  if (element.compensationHandler === undefined) return;
  p.emit('COMPENSATION_SUBSCRIPTION', 'CREATED', p.nextKey(), {
    tenantId: instance.tenantId,
    processInstanceKey: instance.processInstanceKey,
    processDefinitionKey: instance.processDefinitionKey,
    compensableActivityId: element.id,
    compensationHandlerId: element.compensationHandler.id,
    compensableActivityScopeKey: instance.flowScopeKey,
    compensableActivityInstanceKey: visit.key,
  });
}
