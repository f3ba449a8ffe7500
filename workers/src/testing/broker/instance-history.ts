// The life of process instances, told from records: elements, flows, variables, incidents, messages. It judges nothing.
import { parseJson } from '@millrace/client';
import { numberOf, type TestRecord, textOf } from './record.ts';

/** One element instance. */
export interface ElementLife {
  readonly key: string;
  readonly elementId: string;
  /** As records name it, such as SERVICE_TASK. */
  readonly type: string;
  readonly state: 'active' | 'completed' | 'terminated';
}

/** One incident. */
export interface IncidentLife {
  readonly key: string;
  readonly elementId: string;
  readonly errorType: string;
  readonly message: string;
  readonly resolved: boolean;
}

/** A message an instance waits for, or was given. */
export interface MessageLife {
  readonly name: string;
  readonly correlationKey: string;
  readonly elementId: string;
  readonly state: 'waiting' | 'correlated' | 'closed';
}

/** One process instance. */
export interface InstanceHistory {
  readonly key: string;
  readonly processId: string;
  readonly version: number;
  readonly processDefinitionKey: string;
  readonly parentKey: string;
  /** In the order in which they began; the process itself is the first. */
  readonly elements: readonly ElementLife[];
  /** Element ids in the order in which they completed. */
  readonly completed: readonly string[];
  /** Ids of sequence flows in the order in which they were taken. */
  readonly flows: readonly string[];
  /** Variables of the instance's own scope. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Variables of inner scopes by element instance key. */
  readonly localVariables: ReadonlyMap<string, Readonly<Record<string, unknown>>>;
  readonly incidents: readonly IncidentLife[];
  readonly messages: readonly MessageLife[];
}

interface Draft {
  readonly key: string;
  processId: string;
  version: number;
  processDefinitionKey: string;
  parentKey: string;
  readonly elements: Map<string, ElementLife>;
  readonly completed: string[];
  readonly flows: string[];
  readonly scopes: Map<string, Record<string, unknown>>;
  readonly incidents: Map<string, IncidentLife>;
  readonly messages: Map<string, MessageLife>;
}

/** All instances by key. */
export interface Histories {
  apply(record: TestRecord): void;
  get(key: string): InstanceHistory | undefined;
  all(): readonly InstanceHistory[];
}

/** No instances yet. */
export function createHistories(): Histories {
  const drafts = new Map<string, Draft>();
  const of = (record: TestRecord): Draft => {
    const key = textOf(record, 'processInstanceKey');
    const draft = drafts.get(key) ?? createDraft(key);
    drafts.set(key, draft);
    return draft;
  };
  return {
    get: (key) => {
      const draft = drafts.get(key);
      return draft ? freeze(draft) : undefined;
    },
    all: () => [...drafts.values()].map(freeze),
    apply(record) {
      if (record.recordType !== 'EVENT') return;
      if (record.valueType === 'PROCESS_INSTANCE') applyElement(of(record), record);
      else if (record.valueType === 'VARIABLE') applyVariable(of(record), record);
      else if (record.valueType === 'INCIDENT') applyIncident(of(record), record);
      else if (record.valueType === 'PROCESS_MESSAGE_SUBSCRIPTION') applyMessage(of(record), record);
    },
  };
}

function createDraft(key: string): Draft {
  return {
    key,
    processId: '',
    version: 0,
    processDefinitionKey: '',
    parentKey: '',
    elements: new Map(),
    completed: [],
    flows: [],
    scopes: new Map(),
    incidents: new Map(),
    messages: new Map(),
  };
}

function freeze(draft: Draft): InstanceHistory {
  const { key, processId, version, processDefinitionKey, parentKey } = draft;
  return {
    key,
    processId,
    version,
    processDefinitionKey,
    parentKey,
    elements: [...draft.elements.values()],
    completed: [...draft.completed],
    flows: [...draft.flows],
    variables: { ...draft.scopes.get(key) },
    localVariables: new Map([...draft.scopes].filter(([scope]) => scope !== key)),
    incidents: [...draft.incidents.values()],
    messages: [...draft.messages.values()],
  };
}

const elementStates: Readonly<Record<string, ElementLife['state']>> = {
  ELEMENT_ACTIVATING: 'active',
  ELEMENT_ACTIVATED: 'active',
  ELEMENT_COMPLETING: 'active',
  ELEMENT_TERMINATING: 'active',
  ELEMENT_COMPLETED: 'completed',
  ELEMENT_TERMINATED: 'terminated',
  ELEMENT_MIGRATED: 'active',
};

function applyElement(draft: Draft, record: TestRecord): void {
  const elementId = textOf(record, 'elementId');
  const type = textOf(record, 'bpmnElementType');
  if (record.intent === 'SEQUENCE_FLOW_TAKEN') draft.flows.push(elementId);
  const state = elementStates[record.intent];
  if (!state) return;
  draft.elements.set(record.key, { key: record.key, elementId, type, state });
  if (state === 'completed') draft.completed.push(elementId);
  if (record.key !== draft.key) return;
  draft.processId = textOf(record, 'bpmnProcessId');
  draft.version = numberOf(record, 'version');
  draft.processDefinitionKey = textOf(record, 'processDefinitionKey');
  draft.parentKey = textOf(record, 'parentProcessInstanceKey');
}

function applyVariable(draft: Draft, record: TestRecord): void {
  const scopeKey = textOf(record, 'scopeKey');
  const scope = draft.scopes.get(scopeKey) ?? {};
  scope[textOf(record, 'name')] = parseJson(textOf(record, 'value'));
  draft.scopes.set(scopeKey, scope);
}

function applyIncident(draft: Draft, record: TestRecord): void {
  const { key } = record;
  draft.incidents.set(key, {
    key,
    elementId: textOf(record, 'elementId'),
    errorType: textOf(record, 'errorType'),
    message: textOf(record, 'errorMessage'),
    resolved: record.intent === 'RESOLVED',
  });
}

const messageStates: Readonly<Record<string, MessageLife['state']>> = {
  CREATING: 'waiting',
  CREATED: 'waiting',
  CORRELATED: 'correlated',
  DELETING: 'closed',
  DELETED: 'closed',
};

function applyMessage(draft: Draft, record: TestRecord): void {
  const state = messageStates[record.intent];
  if (!state) return;
  const name = textOf(record, 'messageName');
  const id = `${textOf(record, 'elementInstanceKey')}/${name}`;
  const before = draft.messages.get(id);
  draft.messages.set(id, {
    name,
    correlationKey: textOf(record, 'correlationKey') || (before?.correlationKey ?? ''),
    elementId: textOf(record, 'elementId') || (before?.elementId ?? ''),
    // What was correlated stays so when its subscription is closed afterwards.
    state: before?.state === 'correlated' ? 'correlated' : state,
  });
}
