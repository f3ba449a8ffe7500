/** Called processes: how they begin, and how the end of one reaches the call activity that waits for it. BPMN 2.0.2 section 13.3.5. */
import { documentOf } from '../../protocol/document.ts';
import { startProcess } from '../commands/process-instance-creation.ts';
import type { ProcessRow } from '../state/definitions.ts';
import { setLocal, visibleVariables } from './variables.ts';
import { instanceValue, type Visit, visitOf } from './visit.ts';

/** Begins the called process behind what waits in this step; its variables are there before it. */
export function callProcess(visit: Visit, called: ProcessRow): void {
  const { p, instance, element } = visit;
  const { bpmnProcessId, version, processDefinitionKey, tenantId } = called.value;
  const passes = element.calledElement?.propagateAllParentVariables === true;
  const variables = passes ? [...visibleVariables(p, visit.key)] : localsOf(visit);
  // A key is used up by the first event that carries it: without variables that is the activation of the process, which makes it.
  const key = variables.length === 0 ? -1 : p.nextKey();
  const child = { processInstanceKey: key, processDefinitionKey, bpmnProcessId, version, tenantId };
  setLocal(p, child, key, documentOf(variables));
  startProcess(p, { ...child, parentProcessInstanceKey: instance.processInstanceKey, parentElementInstanceKey: visit.key });
}

function localsOf(visit: Visit): readonly (readonly [string, string])[] {
  return [...visit.p.state.variables.of(visit.key).values()].map((row) => [row.name, row.value] as const);
}

/** A process has completed: its caller, if it has one, completes. What the process leaves behind waits there as a trigger. */
export function returnToCaller(visit: Visit): void {
  const caller = visitOf(visit.p, visit.instance.parentElementInstanceKey);
  if (caller !== undefined) visit.p.follow('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', caller.key, instanceValue(caller.instance));
}

/** A call activity is to end before the process it called: that ends first. */
export function terminateCalled(visit: Visit): void {
  const child = visit.p.state.elements.get(visit.instance.calledInstanceKey);
  if (child !== undefined) visit.p.followWhole('PROCESS_INSTANCE', 'TERMINATE_ELEMENT', child.key, instanceValue(child));
}
