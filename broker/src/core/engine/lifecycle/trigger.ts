/** Triggers: an event has happened for an element instance, and the boundary event, event sub-process or waiting element takes it. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { EventTriggerRow } from '../state/event-triggers.ts';
import { enterElement } from './activation.ts';
import { isScopeOpen } from './scope.ts';
import { closeSubscriptions } from './subscriptions.ts';
import { terminateChildren } from './termination.ts';
import { instanceValue, type Visit } from './visit.ts';

/**
 * Whether an element instance can take a trigger of `event` now: it is active, and no interrupting trigger came before, neither for it nor for what it is in.
 * A scope that one of its event sub-processes interrupted can still be ended by its boundary events.
 */
export function canTrigger(visit: Visit, event?: ExecutableElement): boolean {
  const { instance } = visit;
  const isOpen = instance.interruptedBy === '' || event?.attachedTo === visit.element;
  return isOpen && instance.state === 'ACTIVATED' && !isDecidedAgainst(visit, event) && isScopeOpen(visit);
}

/** What runs beside an activity still may when that has taken its own trigger, and only has to complete. */
function isDecidedAgainst(visit: Visit, event: ExecutableElement | undefined): boolean {
  if (!visit.p.state.triggers.isDecided(visit.key)) return false;
  const runsBeside = event?.attachedTo === visit.element && !event.interrupting;
  return !runsBeside || pendingBoundary(visit) !== undefined;
}

/**
 * Triggers `target` for an element instance that {@link canTrigger}: itself, one of its boundary events, the start event of an event sub-process of the
 * scope it is, or a catch event behind the event-based gateway it is. `variables` is JSON object text. `announce` is called when the trigger has been
 * decided, before an interrupted activity ends.
 */
export function triggerEvent(visit: Visit, target: ExecutableElement, variables: string, announce = (): void => {}): void {
  if (target.attachedTo === visit.element) return triggerBoundary(visit, target, variables, announce);
  if (isEventSubProcessStart(target)) {
    triggerEventSubProcess(visit, target, variables);
    return announce();
  }
  triggering(visit, target, variables);
  visit.p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', visit.key, instanceValue(visit.instance));
}

/** PROCESS_EVENT TRIGGERING: remembers the trigger until it is taken; returns its key. */
export function triggering(visit: Visit, target: ExecutableElement, variables: string): number {
  const { p, instance } = visit;
  const key = p.nextKey();
  p.emit('PROCESS_EVENT', 'TRIGGERING', key, {
    scopeKey: visit.key,
    targetElementId: target.id,
    variables,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: instance.processInstanceKey,
    tenantId: instance.tenantId,
    interrupting: isEventSubProcessStart(target) && target.interrupting,
    startsElementId: isEventSubProcessStart(target) ? (target.scope?.id ?? '') : '',
  });
  return key;
}

function isEventSubProcessStart(target: ExecutableElement): boolean {
  return target.type === 'START_EVENT' && target.scope?.type === 'EVENT_SUB_PROCESS';
}

/** PROCESS_EVENT TRIGGERED: `visit` has taken the trigger. `scopeKey`: whose the record says it was, the definition's where it started a process. */
export function triggered(row: EventTriggerRow, visit: Visit, scopeKey = visit.key): void {
  visit.p.emit('PROCESS_EVENT', 'TRIGGERED', row.key, {
    scopeKey,
    targetElementId: row.targetElementId,
    processDefinitionKey: visit.instance.processDefinitionKey,
    processInstanceKey: visit.instance.processInstanceKey,
    tenantId: visit.instance.tenantId,
  });
}

function triggerBoundary(visit: Visit, boundary: ExecutableElement, variables: string, announce: () => void): void {
  // Two errors thrown at once: one of them ends the activity.
  if (pendingBoundary(visit) !== undefined) return announce();
  const key = triggering(visit, boundary, variables);
  if (boundary.interrupting) {
    announce();
    return visit.p.followWhole('PROCESS_INSTANCE', 'TERMINATE_ELEMENT', visit.key, instanceValue(visit.instance));
  }
  const row = visit.p.state.triggers.table.get(key);
  const scope = visit.p.state.elements.get(visit.instance.flowScopeKey);
  if (row === undefined || scope === undefined) return;
  triggered(row, visit);
  enterElement(visit.p, scope, boundary, { variables });
  announce();
}

/** The boundary event that is to begin once the activity has ended. */
export function pendingBoundary({ p, key, element }: Visit): EventTriggerRow | undefined {
  if (element.boundaryEvents.length === 0 || p.state.triggers.first(key) === undefined) return undefined;
  const rows = element.boundaryEvents.map((event) => p.state.triggers.firstFor(key, event.id)).filter((row) => row !== undefined);
  return rows.sort((one, other) => one.key - other.key)[0];
}

/** The interrupted activity has ended: its boundary event begins. False if there is nothing to begin. */
export function startPendingBoundary(visit: Visit, pending: EventTriggerRow): boolean {
  const { p } = visit;
  const boundary = visit.element.boundaryEvents.find((event) => event.id === pending.targetElementId);
  const scope = p.state.elements.get(visit.instance.flowScopeKey);
  if (boundary === undefined || scope === undefined || scope.state !== 'ACTIVATED' || scope.interruptedBy !== '') return false;
  triggered(pending, visit);
  enterElement(p, scope, boundary, { variables: pending.variables });
  return true;
}

function triggerEventSubProcess(scope: Visit, start: ExecutableElement, variables: string): void {
  const { p } = scope;
  const key = triggering(scope, start, variables);
  if (start.interrupting) {
    closeSubscriptions(p, scope.key, scope.element.boundaryEvents);
    if (p.state.elements.childCount(scope.key) > 0) return terminateChildren(p, scope.key);
  }
  startPendingEventSubProcess(scope, key);
}

/** Begins the event sub-process whose trigger waits at this scope; false when nothing waits, true when it began or its scope is still ending. */
export function startPendingEventSubProcess(scope: Visit, triggerKey?: number): boolean {
  const { p } = scope;
  const pending =
    triggerKey === undefined ? p.state.triggers.firstFor(scope.key, scope.instance.interruptedBy) : p.state.triggers.table.get(triggerKey);
  if (pending === undefined) return false;
  const start = p.models.process(scope.instance.processDefinitionKey).elements.get(pending.targetElementId);
  if (start?.scope === undefined || !isEventSubProcessStart(start)) return false;
  if (start.interrupting && p.state.elements.childCount(scope.key) > 0) return true;
  const subProcess = start.scope;
  const value = {
    ...instanceValue(scope.instance),
    bpmnElementType: subProcess.type,
    elementId: subProcess.id,
    bpmnEventType: subProcess.eventType,
  };
  // The trigger moves to the event sub-process when that activates, and its start event takes it when it completes.
  p.follow('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', -1, { ...value, flowScopeKey: scope.key });
  return true;
}

/** The trigger an element takes when it completes: its own, or for a start event the one that started its scope. */
export function takeTrigger(visit: Visit): EventTriggerRow | undefined {
  const { p, element } = visit;
  const own = p.state.triggers.first(visit.key);
  const row = own ?? (element.type === 'START_EVENT' ? p.state.triggers.first(visit.instance.flowScopeKey) : undefined);
  if (row === undefined || row.targetElementId !== element.id) return undefined;
  triggered(row, visit);
  return row;
}
