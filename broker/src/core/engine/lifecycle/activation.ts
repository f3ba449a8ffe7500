/** From ELEMENT_ACTIVATING to ELEMENT_ACTIVATED: input mappings, start listeners, subscriptions, then the element's own behaviour. */
import type { ExecutableElement, SequenceFlow } from '../../model/executable.ts';
import type { EventType } from '../../protocol/values/process-instance.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { behaviorOf } from '../elements/index.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { completeElement } from './completion.ts';
import { raiseIncident } from './incident.ts';
import { isJoinReady } from './joins.ts';
import { createListenerJob, nextListener } from './listeners.ts';
import { applyInputs } from './mappings.ts';
import { openSubscriptions } from './subscriptions.ts';
import { setLocal } from './variables.ts';
import { type Failure, instanceValue, isFailure, Visit, visitOf } from './visit.ts';

/** Processes ACTIVATE_ELEMENT: a flow has arrived (key -1), or a failed activation is repeated (the element's key). */
export function activateElementCommand(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  const { elementId, flowScopeKey } = command.value;
  if (command.key >= 0) return activateKnown(p, command);
  if (flowScopeKey < 0) return activateCalled(p, command);
  const scope = p.state.elements.get(flowScopeKey);
  if (scope === undefined) return notActive(elementId);
  const element = p.models.element(scope.processDefinitionKey, elementId);
  if (!isOpenFor(scope, element)) return notActive(elementId);
  if (behaviorOf(scope.elementType).admits?.(new Visit(p, scope, element)) === false) return notActive(elementId);
  if (!isJoinReady(p, scope, element)) {
    return rejection(
      'INVALID_STATE',
      `Expected to be able to activate ${element.type} '${elementId}', but not all sequence flows have been taken that it waits for`,
    );
  }
  enterElement(p, scope, element);
  return undefined;
}

/** Whether an element may begin in a scope: an interrupted one has only the event sub-process that interrupted it. */
export function isOpenFor(scope: ElementInstanceRow, element: ExecutableElement): boolean {
  return (
    scope.state === 'ACTIVATED' && (scope.interruptedBy === '' || element.startEvents.some((event) => event.id === scope.interruptedBy))
  );
}

/** A called process that was given no variables: its key is made with its first event. */
function activateCalled(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  if (isCallerGone(p, command)) return notActive(command.value.elementId);
  const key = p.nextKey();
  return activateKnown(p, { ...command, key, value: { ...command.value, processInstanceKey: key } });
}

/** A new process instance, whose key was made before, or an activation that stopped at an incident. */
function activateKnown(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  if (p.state.elements.get(command.key) === undefined) {
    if (command.value.flowScopeKey >= 0) return activateHandler(p, command);
    if (isCallerGone(p, command)) {
      // Its variables are there already: they go with it.
      p.emit('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', command.key, command.value);
      return undefined;
    }
    p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', command.key, command.value);
  }
  const visit = visitOf(p, command.key);
  if (visit?.instance.state !== 'ACTIVATING') return notActive(command.value.elementId);
  continueActivation(visit);
  return undefined;
}

/** A compensation handler, whose key stands on the subscription that it settles. */
function activateHandler(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): Rejection | undefined {
  const { elementId, flowScopeKey, bpmnEventType } = command.value;
  const scope = p.state.elements.get(flowScopeKey);
  const isAwaited = p.state.compensations.ofHandler(command.key)?.state === 'TRIGGERED';
  if (!isAwaited || scope?.state !== 'ACTIVATED' || scope.interruptedBy !== '') return notActive(elementId);
  enterElement(p, scope, p.models.element(scope.processDefinitionKey, elementId), { key: command.key, eventType: bpmnEventType });
  return undefined;
}

/** The call activity that called a process has ended before the process began. */
function isCallerGone(p: Processing, command: RecordOf<'PROCESS_INSTANCE'>): boolean {
  const { parentElementInstanceKey } = command.value;
  return parentElementInstanceKey >= 0 && p.state.elements.get(parentElementInstanceKey)?.state !== 'ACTIVATED';
}

function notActive(elementId: string): Rejection {
  return rejection('INVALID_STATE', `Expected to activate element '${elementId}', but its flow scope is not active or was interrupted`);
}

/** What an element is entered with besides its scope. */
export interface Entry {
  /** JSON object text of what triggered a boundary event: written local to it once it is activated. */
  readonly variables?: string;
  /** A key made before, when something had to know it. */
  readonly key?: number;
  /** Instead of the element's own. */
  readonly eventType?: EventType;
}

/** Activates an element in a scope that may be entered; returns its key. */
export function enterElement(p: Processing, scope: ElementInstanceRow, element: ExecutableElement, entry: Entry = {}): number {
  const key = entry.key ?? p.nextKey();
  const isInner = scope.elementType === 'MULTI_INSTANCE_BODY' && scope.elementId === element.id;
  const isBody = element.loop !== undefined && !isInner;
  p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', key, {
    bpmnElementType: isBody ? 'MULTI_INSTANCE_BODY' : element.type,
    elementId: element.id,
    bpmnProcessId: scope.bpmnProcessId,
    version: scope.version,
    processDefinitionKey: scope.processDefinitionKey,
    processInstanceKey: scope.processInstanceKey,
    flowScopeKey: scope.key,
    bpmnEventType: entry.eventType ?? (isBody ? 'UNSPECIFIED' : element.eventType),
    parentProcessInstanceKey: scope.parentProcessInstanceKey,
    parentElementInstanceKey: scope.parentElementInstanceKey,
    tenantId: scope.tenantId,
  });
  const visit = visitOf(p, key) as Visit;
  continueActivation(visit);
  if (entry.variables !== undefined) setLocal(p, visit.instance, key, entry.variables);
  return key;
}

/** Goes on with an activation: from the start, after a listener, or after its incident was resolved. */
export function continueActivation(visit: Visit): void {
  if (visit.instance.listenersDone === 0) {
    const refused = enterVariables(visit);
    if (refused !== undefined) return raiseIncident(visit, refused);
  }
  const listener = nextListener(visit, 'start');
  if (listener !== undefined) {
    const refused = createListenerJob(visit, listener);
    if (refused !== undefined) raiseIncident(visit, refused);
    return;
  }
  finishActivation(visit);
}

/** The variables an element begins with: what its scope gives each child (a loop's item), then its input mappings. */
function enterVariables(visit: Visit): Failure | undefined {
  const scope = visitOf(visit.p, visit.instance.flowScopeKey);
  const refused = scope === undefined ? undefined : behaviorOf(scope.instance.elementType).childEntering?.(scope, visit);
  if (refused !== undefined) return refused;
  return behaviorOf(visit.instance.elementType).mappings === 'both' ? applyInputs(visit) : undefined;
}

function finishActivation(visit: Visit): void {
  const { p, key } = visit;
  const behavior = behaviorOf(visit.instance.elementType);
  const plan = behavior.prepare?.(visit);
  if (isFailure(plan)) return raiseIncident(visit, plan);
  const refused = openSubscriptions(visit, behavior.subscribes);
  if (refused !== undefined) return raiseIncident(visit, refused);
  behavior.enter?.(visit, plan);
  const value = instanceValue(visit.instance);
  p.emitWhole(
    'PROCESS_INSTANCE',
    'ELEMENT_ACTIVATED',
    key,
    behavior.loopSize === undefined ? value : { ...value, loopSize: behavior.loopSize(plan) },
  );
  if (behavior.activated(visit, plan) === 'wait') return;
  if (behavior.completesAtOnce === true) completeElement(visit, plan);
  else p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', key, instanceValue(visit.instance));
}

/** Takes a sequence flow: its target is activated behind what waits in this step. */
export function takeFlow(p: Processing, scope: ElementInstanceRow, flow: SequenceFlow): void {
  // Member by member: spreading what both records have in common costs ten times as much.
  p.emit('PROCESS_INSTANCE', 'SEQUENCE_FLOW_TAKEN', p.nextKey(), {
    bpmnElementType: 'SEQUENCE_FLOW',
    elementId: flow.id,
    bpmnProcessId: scope.bpmnProcessId,
    version: scope.version,
    processDefinitionKey: scope.processDefinitionKey,
    processInstanceKey: scope.processInstanceKey,
    flowScopeKey: scope.key,
    parentProcessInstanceKey: scope.parentProcessInstanceKey,
    parentElementInstanceKey: scope.parentElementInstanceKey,
    tenantId: scope.tenantId,
    targetElementId: flow.target.id,
  });
  p.follow('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', -1, {
    bpmnElementType: flow.target.type,
    elementId: flow.target.id,
    bpmnProcessId: scope.bpmnProcessId,
    version: scope.version,
    processDefinitionKey: scope.processDefinitionKey,
    processInstanceKey: scope.processInstanceKey,
    flowScopeKey: scope.key,
    bpmnEventType: flow.target.eventType,
    parentProcessInstanceKey: scope.parentProcessInstanceKey,
    parentElementInstanceKey: scope.parentElementInstanceKey,
    tenantId: scope.tenantId,
  });
}
