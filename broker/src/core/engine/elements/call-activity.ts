/** Call activities: another process runs in their place, in an instance of its own. BPMN 2.0.2 section 13.3.5. */
import type { Binding, CalledElement } from '../../model/executable.ts';
import { noneStartOf } from '../commands/process-instance-creation.ts';
import { scopeOf, stringOf } from '../expressions.ts';
import { callProcess } from '../lifecycle/call.ts';
import { type Failure, failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ProcessRow } from '../state/definitions.ts';
import type { ElementBehavior } from './behavior.ts';

/** The definition to call. */
interface CallPlan {
  readonly called: ProcessRow;
}

/** The behaviour. */
export const callActivity: ElementBehavior<CallPlan> = {
  mappings: 'both',
  subscribes: 'boundary',
  prepare: planCall,
  activated(visit, plan) {
    callProcess(visit, plan.called);
    return 'wait';
  },
  // The called process has completed when what it left has become this element's trigger.
  isDone: (visit) => visit.p.state.triggers.isDecided(visit.key),
  takesTrigger: (visit) => calledElementOf(visit).propagateAllChildVariables || visit.element.outputs.length > 0,
};

function calledElementOf(visit: Visit): CalledElement {
  const { calledElement } = visit.element;
  if (calledElement === undefined) throw new Error(`Expected element ${visit.element.id} to have a called element, but it has none`);
  return calledElement;
}

function planCall(visit: Visit): CallPlan | Failure {
  const { p, instance } = visit;
  const { processId, binding } = calledElementOf(visit);
  const id = stringOf(p, processId, scopeOf(p, visit.key));
  if (isFailure(id)) return id;
  const called = boundVersion(visit, id, binding);
  if (called === undefined)
    return failure('CALLED_ELEMENT_ERROR', `Expected process with BPMN process id '${id}' ${boundText(binding)}, but not found.`);
  if (noneStartOf(p.models.process(called.value.processDefinitionKey)) === undefined)
    return failure('CALLED_ELEMENT_ERROR', `Expected process with BPMN process id '${id}' to have a none start event, but it has none.`);
  const depth = (p.state.elements.get(instance.processInstanceKey)?.callDepth ?? 0) + 1;
  const { callDepthMax } = p.config;
  return depth > callDepthMax
    ? failure(
        'CALLED_ELEMENT_ERROR',
        `Expected at most ${callDepthMax} calls of processes inside each other, but process '${id}' would be call ${depth}.`,
      )
    : { called };
}

function boundVersion(visit: Visit, id: string, binding: Binding): ProcessRow | undefined {
  const { definitions } = visit.p.state;
  const { tenantId, processDefinitionKey } = visit.instance;
  if (binding.kind === 'latest') return definitions.latest(tenantId, id);
  if (binding.kind === 'versionTag') return definitions.tagged(tenantId, id, binding.tag);
  const own = definitions.get(processDefinitionKey);
  return own === undefined ? undefined : definitions.deployedWith(tenantId, id, own.value.deploymentKey);
}

function boundText(binding: Binding): string {
  if (binding.kind === 'latest') return 'to be deployed';
  return binding.kind === 'deployment' ? 'to be part of the same deployment' : `to be deployed with version tag '${binding.tag}'`;
}
