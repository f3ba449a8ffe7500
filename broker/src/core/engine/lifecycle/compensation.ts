/** Compensation: what completed activities leave behind so that they can be undone, and the undoing. BPMN 2.0.2 section 13.5.5. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { Processing } from '../processing.ts';
import type { CompensationRow } from '../state/compensation-subscriptions.ts';
import { isInnerInstance } from './subscriptions.ts';
import { instanceValue, type Visit } from './visit.ts';

/** Activities that one command asks to be undone; more are asked in further commands so that no step is unbounded. */
export const COMPENSATE_BATCH_MAX = 50;

/** DELETED events that the end of a scope writes; what is left beyond them goes without a word, so that no step is unbounded. */
export const FORGOTTEN_TOLD_MAX = 1_000;

/**
 * An activity has completed: it can be compensated if it has a handler, and so can a sub-process with something compensable inside. Of a loop the body
 * has the handler.
 */
export function rememberCompensation(visit: Visit): void {
  const { p, element, instance, key } = visit;
  if (instance.elementType === 'PROCESS' || instance.elementType === 'EVENT_SUB_PROCESS') return;
  const isPart = isInnerInstance(visit) || instance.elementType === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE';
  const handler = isPart ? undefined : element.compensationHandler;
  if (handler === undefined && !p.state.compensations.isAnyOf(key)) return;
  p.emit('COMPENSATION_SUBSCRIPTION', 'CREATED', p.nextKey(), {
    tenantId: instance.tenantId,
    processInstanceKey: instance.processInstanceKey,
    processDefinitionKey: instance.processDefinitionKey,
    compensableActivityId: element.id,
    compensationHandlerId: handler?.id ?? '',
    compensableActivityScopeKey: instance.flowScopeKey,
    compensableActivityInstanceKey: key,
  });
}

/**
 * Undoes what completed before `thrower` began, in its scope (and of an event sub-process, around it): all, or the one activity that the event names.
 * False: nothing is left to wait for.
 */
export function compensate(thrower: Visit): boolean {
  const { p, key } = thrower;
  let left = COMPENSATE_BATCH_MAX;
  for (const row of openRows(thrower)) {
    if (left-- === 0) {
      const { processInstanceKey } = thrower.instance;
      p.follow('PROCESS_INSTANCE_BATCH', 'ACTIVATE', -1, { processInstanceKey, batchElementInstanceKey: key });
      return true;
    }
    trigger(thrower, row);
  }
  return p.state.compensations.openOfThrower(key) > 0;
}

/** The next activities of a long compensation; a throw event with nothing left to wait for completes. */
export function compensateMore(thrower: Visit): void {
  if (thrower.instance.state !== 'ACTIVATED' || compensate(thrower)) return;
  thrower.p.followWhole('PROCESS_INSTANCE', 'COMPLETE_ELEMENT', thrower.key, instanceValue(thrower.instance));
}

/** What a throw event has still to ask for: lazily, since it may be long. */
function* openRows(thrower: Visit): Generator<CompensationRow> {
  const { p, element, instance } = thrower;
  const activity = element.trigger?.kind === 'compensation' ? element.trigger.activity : undefined;
  const scope = p.state.elements.get(instance.flowScopeKey);
  const scopeKeys = [instance.flowScopeKey, ...(scope?.elementType === 'EVENT_SUB_PROCESS' ? [scope.flowScopeKey] : [])];
  for (const scopeKey of scopeKeys) {
    for (const key of p.state.compensations.ofScope(scopeKey)) {
      const row = p.state.compensations.table.get(key);
      if (row === undefined || row.state !== 'OPEN' || key > thrower.key) continue;
      if (activity === undefined || row.value.compensableActivityId === activity.id) yield row;
    }
  }
}

/** Undoes one activity: the boundary event passes, its handler is activated behind what waits; then all that the activity itself had left. */
function trigger(thrower: Visit, row: CompensationRow): void {
  const { p, element, instance } = thrower;
  const elements = p.models.process(instance.processDefinitionKey).elements;
  const handler = elements.get(row.value.compensationHandlerId);
  const handlerKey = handler === undefined ? -1 : passBoundary(thrower, elements.get(row.value.compensableActivityId));
  p.emit('COMPENSATION_SUBSCRIPTION', 'TRIGGERED', row.key, {
    ...row.value,
    throwEventId: element.id,
    throwEventInstanceKey: thrower.key,
    compensationHandlerInstanceKey: handlerKey,
  });
  if (handler !== undefined) {
    const value = {
      ...instanceValue(instance),
      bpmnElementType: handler.type,
      bpmnEventType: 'COMPENSATION',
      elementId: handler.id,
    } as const;
    p.follow('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', handlerKey, value);
  }
  for (const key of p.state.compensations.ofScope(row.value.compensableActivityInstanceKey)) {
    const inner = p.state.compensations.table.get(key);
    if (inner?.state === 'OPEN') trigger(thrower, inner);
  }
}

/** The compensation boundary event goes through its life at once; returns the key that its handler will have. */
function passBoundary(thrower: Visit, activity: ExecutableElement | undefined): number {
  const { p, instance } = thrower;
  const boundary = activity?.boundaryEvents.find((event) => event.trigger?.kind === 'compensation');
  if (boundary !== undefined) {
    const key = p.nextKey();
    const value = {
      ...instanceValue(instance),
      bpmnElementType: boundary.type,
      bpmnEventType: boundary.eventType,
      elementId: boundary.id,
    };
    for (const intent of ['ELEMENT_ACTIVATING', 'ELEMENT_ACTIVATED', 'ELEMENT_COMPLETING', 'ELEMENT_COMPLETED'] as const)
      p.emit('PROCESS_INSTANCE', intent, key, value);
  }
  return p.nextKey();
}

/** A handler has ended: what it undid is settled, and with the last one of a sub-process that, and with the last of all the throw event goes on. */
export function compensationHandled(handler: Visit): void {
  const { p } = handler;
  let row = p.state.compensations.ofHandler(handler.key);
  if (row === undefined) return;
  const throwerKey = row.value.throwEventInstanceKey;
  while (row !== undefined) {
    p.emit('COMPENSATION_SUBSCRIPTION', 'COMPLETED', row.key, row.value);
    const scopeKey: number = row.value.compensableActivityScopeKey;
    const outer = p.state.compensations.ofActivity(scopeKey);
    const isSettled = outer?.state === 'TRIGGERED' && outer.value.compensationHandlerId === '' && !p.state.compensations.isAnyOf(scopeKey);
    row = isSettled ? outer : undefined;
  }
  const thrower = p.state.elements.get(throwerKey);
  if (thrower === undefined || p.state.compensations.openOfThrower(throwerKey) > 0) return;
  p.follow('PROCESS_INSTANCE_BATCH', 'ACTIVATE', -1, {
    processInstanceKey: thrower.processInstanceKey,
    batchElementInstanceKey: throwerKey,
  });
}

/** A scope ends: what was left in it can be undone no more, nor what sub-processes left that had completed in it. */
export function forgetCompensation(p: Processing, scopeKey: number): void {
  let told = 0;
  const open = [scopeKey];
  for (let scope = open.pop(); scope !== undefined; scope = open.pop()) {
    for (const key of p.state.compensations.ofScope(scope)) {
      const row = p.state.compensations.table.get(key);
      if (row === undefined || told++ >= FORGOTTEN_TOLD_MAX) continue;
      open.push(row.value.compensableActivityInstanceKey);
      p.emit('COMPENSATION_SUBSCRIPTION', 'DELETED', key, row.value);
    }
  }
}
