/** Incidents: a step that cannot go on stops where it is, until a person resolves the incident and the step is repeated. */
import type { Processing } from '../processing.ts';
import type { Failure, Visit } from './visit.ts';

/** Stops an element with an incident. `elementId`: what stands there instead of the element, where the reference shows something else. */
export function raiseIncident(visit: Visit, refused: Failure, jobKey = -1, elementId = visit.element.id): void {
  const { p, instance } = visit;
  p.emit('INCIDENT', 'CREATED', p.nextKey(), {
    errorType: refused.errorType,
    errorMessage: refused.message,
    bpmnProcessId: instance.bpmnProcessId,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: instance.processInstanceKey,
    elementId,
    elementInstanceKey: visit.key,
    jobKey,
    variableScopeKey: refused.variableScopeKey ?? visit.key,
    tenantId: instance.tenantId,
  });
}

/** The element ends: its incidents are settled with it. */
export function resolveIncidents(p: Processing, elementInstanceKey: number): void {
  for (const key of p.state.incidents.ofElement(elementInstanceKey)) {
    const row = p.state.incidents.get(key);
    if (row !== undefined) p.emit('INCIDENT', 'RESOLVED', key, row.value);
  }
}
