/** Appliers of PROCESS_INSTANCE: element instances come, change and go. */
import { documentOf } from '../../protocol/document.ts';
import type { RecordOf } from '../../protocol/record.ts';
import type { Appliers } from './applier.ts';
import type { ElementInstanceRow, ElementState } from '../state/element-instances.ts';
import type { State } from '../state/state.ts';

type Record = RecordOf<'PROCESS_INSTANCE'>;

/** The appliers. */
export const processInstanceEvents: Appliers<'PROCESS_INSTANCE'> = {
  SEQUENCE_FLOW_TAKEN(state, record) {
    const { flowScopeKey, elementId, targetElementId } = record.value;
    state.elements.arrive(flowScopeKey, targetElementId, elementId);
  },
  ELEMENT_ACTIVATING: activating,
  ELEMENT_ACTIVATED(state, record) {
    phase(state, record, 'ACTIVATED');
    const { loopSize } = record.value;
    if (loopSize >= 0) state.elements.change(record.key, { loop: { completed: 0, terminated: 0, size: loopSize } });
  },
  ELEMENT_COMPLETING: (state, record) => phase(state, record, 'COMPLETING'),
  ELEMENT_COMPLETED: ended,
  ELEMENT_TERMINATING: (state, record) => phase(state, record, 'TERMINATING'),
  ELEMENT_TERMINATED: ended,
  ELEMENT_MIGRATED(state, record) {
    const { processDefinitionKey, bpmnProcessId, version, elementId, flowScopeKey } = record.value;
    state.elements.change(record.key, { processDefinitionKey, bpmnProcessId, version, elementId, flowScopeKey });
  },
  ANCESTOR_MIGRATED: () => {},
};

function phase(state: State, record: Record, next: ElementState): void {
  state.elements.enterPhase(record.key, next);
}

function activating(state: State, record: Record): void {
  const { value } = record;
  const scope = state.elements.get(value.flowScopeKey);
  state.elements.table.put(record.key, newRow(state, record));
  if (scope !== undefined) enterScope(state, record, scope);
  const undone = value.bpmnEventType === 'COMPENSATION' ? state.compensations.ofHandler(record.key) : undefined;
  if (undone !== undefined) state.compensations.put(undone.key, 'HANDLING', undone.value);
  if (value.flowScopeKey < 0 && value.parentElementInstanceKey >= 0) {
    state.elements.change(value.parentElementInstanceKey, { calledInstanceKey: record.key });
    state.creations.called(record.key, value.bpmnProcessId, value.parentProcessInstanceKey);
  }
}

function enterScope(state: State, record: Record, scope: ElementInstanceRow): void {
  const { value } = record;
  const isJoin = value.bpmnElementType === 'PARALLEL_GATEWAY' || value.bpmnElementType === 'INCLUSIVE_GATEWAY';
  state.elements.consume(scope.key, value.elementId, isJoin);
  if (scope.elementType === 'MULTI_INSTANCE_BODY' && scope.elementId === value.elementId) {
    state.elements.change(scope.key, { loopCounter: scope.loopCounter + 1 });
    state.elements.change(record.key, { loopCounter: scope.loopCounter + 1 });
  }
  if (value.bpmnElementType === 'EVENT_SUB_PROCESS') {
    const pending = state.triggers.firstStarting(scope.key, value.elementId);
    if (pending !== undefined) state.triggers.table.put(pending.key, { ...pending, scopeKey: record.key });
  }
}

function newRow(state: State, record: Record): ElementInstanceRow {
  const { value } = record;
  const caller = state.elements.get(value.parentProcessInstanceKey);
  return {
    key: record.key,
    state: 'ACTIVATING',
    elementId: value.elementId,
    elementType: value.bpmnElementType,
    eventType: value.bpmnEventType,
    flowScopeKey: value.flowScopeKey,
    processInstanceKey: value.processInstanceKey,
    processDefinitionKey: value.processDefinitionKey,
    bpmnProcessId: value.bpmnProcessId,
    version: value.version,
    tenantId: value.tenantId,
    parentProcessInstanceKey: value.parentProcessInstanceKey,
    parentElementInstanceKey: value.parentElementInstanceKey,
    calledInstanceKey: -1,
    jobKey: -1,
    listenersDone: 0,
    interruptedBy: '',
    loopCounter: 0,
    loop: undefined,
    fulfilled: false,
    callDepth: value.flowScopeKey < 0 && caller !== undefined ? caller.callDepth + 1 : 0,
    correlationLock: state.messageStarts.locks.get(record.key)?.correlationKey ?? '',
    userTaskKey: -1,
  };
}

function ended(state: State, record: Record): void {
  const { value } = record;
  if (record.intent === 'ELEMENT_COMPLETED') completed(state, record);
  else forgetCompensations(state, record);
  state.variables.removeScope(record.key);
  state.triggers.removeScope(record.key);
  state.elements.clearArrivals(record.key);
  if (value.bpmnElementType === 'MULTI_INSTANCE_BODY') state.loopOutputs.removeBody(record.key);
  state.elements.table.delete(record.key);
  if (value.flowScopeKey >= 0) {
    leaveScope(state, record);
    return;
  }
  state.creations.table.delete(record.key);
  state.facts.banned.delete(record.key);
  state.messageStarts.locks.delete(record.key);
  if (value.parentElementInstanceKey >= 0 && state.elements.get(value.parentElementInstanceKey) !== undefined) {
    state.elements.change(value.parentElementInstanceKey, { calledInstanceKey: -1 });
  }
}

/** What the end of a process leaves to its caller, and that of a wide loop's child to its body; a terminate end event closes its scope to everything else. */
function completed(state: State, record: Record): void {
  const { value, key } = record;
  const caller = value.flowScopeKey < 0 ? state.elements.get(value.parentElementInstanceKey) : undefined;
  if (value.flowScopeKey < 0) forgetCompensations(state, record);
  if (caller?.state === 'ACTIVATED') {
    const variables = documentOf([...state.variables.of(key).values()].map((row) => [row.name, row.value] as const));
    state.triggers.table.put(caller.key, {
      key: caller.key,
      scopeKey: caller.key,
      targetElementId: caller.elementId,
      variables,
      startsElementId: '',
    });
  }
  if (value.loopOutput !== '') {
    const loopCounter = state.elements.get(key)?.loopCounter ?? 0;
    state.loopOutputs.table.put(key, { bodyKey: value.flowScopeKey, loopCounter, output: value.loopOutput });
  }
  if (value.bpmnEventType === 'TERMINATE' && state.elements.get(value.flowScopeKey) !== undefined) {
    state.elements.change(value.flowScopeKey, { interruptedBy: value.elementId });
    state.elements.clearArrivals(value.flowScopeKey);
  }
}

/** What a process instance left to be undone ends with it, whether or not every single piece was told. */
function forgetCompensations(state: State, record: Record): void {
  if (record.value.flowScopeKey >= 0) return;
  for (const key of state.compensations.ofInstance(record.value.processInstanceKey)) state.compensations.table.delete(key);
}

function leaveScope(state: State, record: Record): void {
  const body = state.elements.get(record.value.flowScopeKey);
  if (body?.elementType !== 'MULTI_INSTANCE_BODY' || body.elementId !== record.value.elementId) return;
  const counts = body.loop ?? { completed: 0, terminated: 0, size: 0 };
  const completed = record.intent === 'ELEMENT_COMPLETED' ? 1 : 0;
  const loop = {
    completed: counts.completed + completed,
    terminated: counts.terminated + 1 - completed,
    size: record.value.loopSize >= 0 ? record.value.loopSize : counts.size,
  };
  state.elements.change(body.key, { loop });
}
