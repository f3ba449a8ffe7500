/** The process itself: scope of all, started at its none start event, answered for when somebody waits for its result. BPMN 2.0.2 section 10. */
import { documentOf } from '../../protocol/document.ts';
import { returnToCaller } from '../lifecycle/call.ts';
import { forgetCompensation } from '../lifecycle/compensation.ts';
import { releaseLock } from '../lifecycle/message-correlation.ts';
import { deleteProcessWhenUnused } from '../lifecycle/process-deletion.ts';
import { isEmpty } from '../lifecycle/scope.ts';
import { enterAtStart } from '../lifecycle/start.ts';
import type { Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. */
export const process: ElementBehavior = {
  mappings: 'none',
  subscribes: 'none',
  activated(visit) {
    enterAtStart(visit);
    return 'wait';
  },
  isDone: (visit) => isEmpty(visit.p, visit.key),
  finishing: answerResult,
  mapped(visit) {
    forgetCompensation(visit.p, visit.key);
    return undefined;
  },
  leave(visit) {
    deleteProcessWhenUnused(visit.p, visit.instance.processDefinitionKey);
    releaseLock(visit);
    returnToCaller(visit);
  },
  terminating: (visit) => void visit.p.awaited.delete(visit.key),
};

/** Answers a caller that waits for the result with the variables of the root scope, before they go with it. */
function answerResult(visit: Visit): void {
  const { p, instance, key } = visit;
  const awaited = p.awaited.get(key);
  if (awaited === undefined) return;
  p.awaited.delete(key);
  const { fetchVariables, requestId } = awaited;
  const rows = [...p.state.variables.of(key).values()].filter((row) => fetchVariables.length === 0 || fetchVariables.includes(row.name));
  const creation = p.state.creations.get(key)?.value;
  const event = p.compose('PROCESS_INSTANCE_RESULT', 'COMPLETED', key, {
    bpmnProcessId: instance.bpmnProcessId,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: key,
    version: instance.version,
    variables: documentOf(rows.map((row) => [row.name, row.value] as const)),
    tenantId: instance.tenantId,
    tags: creation?.tags ?? [],
    businessId: creation?.businessId ?? '',
  });
  p.answerTo(requestId, event);
}
