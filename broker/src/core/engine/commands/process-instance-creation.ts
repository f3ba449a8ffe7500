/** Processors of PROCESS_INSTANCE_CREATION: which definition is meant, what may be refused, and how an instance begins. */
import type { ExecutableElement, ExecutableProcess } from '../../model/executable.ts';
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { startAtElements } from '../lifecycle/start-instructions.ts';
import { setLocal } from '../lifecycle/variables.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import type { ProcessRow } from '../state/definitions.ts';

type Command = RecordOf<'PROCESS_INSTANCE_CREATION'>;

/** Longest business id, characters. */
const BUSINESS_ID_MAX = 256;

/** Most tags of an instance, and how one looks, as the reference has it from 8.8 on. */
const TAGS_MAX = 10;
const TAG = /^[A-Za-z][A-Za-z0-9_\-:.]{0,99}$/;

/** The processors. */
export const processInstanceCreationCommands: Processors<'PROCESS_INSTANCE_CREATION'> = {
  CREATE: (p, command) => create(p, command, false),
  CREATE_WITH_AWAITING_RESULT: (p, command) => create(p, command, true),
};

function create(p: Processing, command: Command, awaited: boolean): Rejection | undefined {
  const { value } = command;
  const earlier = value.requestId === '' ? undefined : p.state.creations.byRequest(value.requestId);
  if (earlier !== undefined) {
    p.answer({ ...command, recordType: 'EVENT', intent: 'CREATED', key: earlier.value.processInstanceKey, value: earlier.value });
    return undefined;
  }
  const row = findDefinition(p, value);
  if ('reason' in row) return row;
  const model = p.models.process(row.value.processDefinitionKey);
  const refused = refuse(p, value, model);
  if (refused !== undefined) return refused;
  return begin(p, command, row, model, awaited);
}

function findDefinition(p: Processing, value: Command['value']): ProcessRow | Rejection {
  const { bpmnProcessId, version, processDefinitionKey, tenantId } = value;
  const { definitions } = p.state;
  if (bpmnProcessId === '' && processDefinitionKey < 0) {
    return rejection('INVALID_ARGUMENT', 'Expected either a bpmn process id or a process definition key greater than -1, but none given');
  }
  if (bpmnProcessId === '') {
    const row = definitions.get(processDefinitionKey);
    if (row !== undefined && row.state === 'ACTIVE') return row;
    const key = wireKey(p.config.deploymentPartition, processDefinitionKey);
    return rejection('NOT_FOUND', `Expected to find process definition with key '${key}', but none found`);
  }
  const row = version < 0 ? definitions.latest(tenantId, bpmnProcessId) : definitions.version(tenantId, bpmnProcessId, version);
  if (row !== undefined) return row;
  const what = version < 0 ? `process ID '${bpmnProcessId}'` : `process ID '${bpmnProcessId}' and version '${version}'`;
  return rejection('NOT_FOUND', `Expected to find process definition with ${what}, but none found`);
}

function refuse(p: Processing, value: Command['value'], model: ExecutableProcess): Rejection | undefined {
  if (value.businessId.length > BUSINESS_ID_MAX) {
    return rejection(
      'INVALID_ARGUMENT',
      `Expected a business id of at most ${BUSINESS_ID_MAX} characters, but it has ${value.businessId.length}`,
    );
  }
  const badTag = tagProblem(value.tags);
  if (badTag !== undefined) return rejection('INVALID_ARGUMENT', badTag);
  const { tenantId, businessId } = value;
  if (businessId !== '' && p.state.creations.isRunning(tenantId, model.id, businessId)) {
    return rejection(
      'ALREADY_EXISTS',
      `Expected to create an instance of process '${model.id}' with business id '${businessId}', but one with this business id is running`,
    );
  }
  const unknown = value.runtimeInstructions.find(({ afterElementId }) => !model.elements.has(afterElementId));
  if (unknown !== undefined) {
    return rejection(
      'INVALID_ARGUMENT',
      `Expected to create instance of process with runtime instructions but no element found with id '${unknown.afterElementId}'.`,
    );
  }
  if (value.startInstructions.length > 0) return refuseInstructions(value, model);
  if (noneStartOf(model) !== undefined) return undefined;
  return rejection('INVALID_STATE', 'Expected to create instance of process with none start event, but there is no such event');
}

function tagProblem(tags: readonly string[]): string | undefined {
  if (tags.length > TAGS_MAX) return `Expected at most ${TAGS_MAX} tags, but there are ${tags.length}`;
  const odd = tags.find((tag) => !TAG.test(tag));
  if (odd === undefined) return undefined;
  return `Expected a tag of 1 to 100 letters, digits, '_', '-', ':' and '.' that begins with a letter, but there is '${odd.slice(0, 200)}'`;
}

/** The none start event of a process; undefined when it only starts by events. */
export function noneStartOf(model: ExecutableProcess): ExecutableElement | undefined {
  return model.root.startEvents.find((event) => event.eventType === 'NONE');
}

function refuseInstructions(value: Command['value'], model: ExecutableProcess): Rejection | undefined {
  for (const { elementId } of value.startInstructions) {
    const element = model.elements.get(elementId);
    if (element === undefined) {
      return rejection(
        'INVALID_ARGUMENT',
        `Expected to create instance of process with start instructions but no element found with id '${elementId}'.`,
      );
    }
    const problem = notStartable(element);
    if (problem !== undefined)
      return rejection('INVALID_ARGUMENT', `Expected to create instance of process with start instructions but ${problem}`);
  }
  return undefined;
}

function notStartable(element: ExecutableElement): string | undefined {
  for (let scope = element.scope; scope !== undefined; scope = scope.scope) {
    if (scope.loop !== undefined)
      return `the element with id '${element.id}' is inside a multi-instance subprocess. The creation of elements inside a multi-instance subprocess is not supported.`;
  }
  if (element.type === 'START_EVENT' || element.type === 'BOUNDARY_EVENT') {
    return `the element with id '${element.id}' targets unsupported element type '${element.type}'. Supported element types are activities, gateways, and other events.`;
  }
  if (element.incoming.some((flow) => flow.source.type === 'EVENT_BASED_GATEWAY')) {
    return `the element with id '${element.id}' belongs to an event-based gateway. The creation of elements belonging to an event-based gateway is not supported.`;
  }
  return undefined;
}

function begin(p: Processing, command: Command, row: ProcessRow, model: ExecutableProcess, awaited: boolean): Rejection | undefined {
  const key = p.nextKey();
  const { bpmnProcessId, version, processDefinitionKey, tenantId } = row.value;
  const instance = { processInstanceKey: key, processDefinitionKey, bpmnProcessId, version, tenantId };
  setLocal(p, instance, key, command.value.variables);
  const created = (): void => {
    const event = p.emit('PROCESS_INSTANCE_CREATION', 'CREATED', p.nextKey(), { ...command.value, ...instance, fetchVariables: [] });
    if (awaited) p.awaited.set(key, { requestId: command.requestId, fetchVariables: command.value.fetchVariables });
    else p.answer(event);
  };
  if (command.value.startInstructions.length === 0) {
    created();
    startProcess(p, instance);
    return undefined;
  }
  const elementIds = command.value.startInstructions.map((instruction) => instruction.elementId);
  const refused = startAtElements(p, instance, model, elementIds, created);
  return refused === undefined ? undefined : rejection('INVALID_ARGUMENT', refused.message);
}

/** What identifies a new process instance. */
export interface NewInstance {
  readonly processInstanceKey: number;
  readonly processDefinitionKey: number;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly tenantId: string;
  /** Of a called process. */
  readonly parentProcessInstanceKey?: number;
  readonly parentElementInstanceKey?: number;
}

/** Queues the activation of a new process instance at its none start event. */
export function startProcess(p: Processing, instance: NewInstance): void {
  p.follow('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', instance.processInstanceKey, {
    bpmnElementType: 'PROCESS',
    elementId: instance.bpmnProcessId,
    bpmnProcessId: instance.bpmnProcessId,
    version: instance.version,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: instance.processInstanceKey,
    parentProcessInstanceKey: instance.parentProcessInstanceKey ?? -1,
    parentElementInstanceKey: instance.parentElementInstanceKey ?? -1,
    tenantId: instance.tenantId,
  });
}
