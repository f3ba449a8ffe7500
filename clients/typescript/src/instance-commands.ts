// Commands that start, change and end process instances.
import { GatewayService } from '@millrace/proto/gateway';
import type { CreateProcessInstanceRequest as WireCreate, ModifyProcessInstanceRequest as WireModify } from '@millrace/proto/gateway';
import { CommandsService } from '@millrace/proto/v1/commands';
import type { Caller } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { codeOf, MillraceError, refused } from './errors.ts';
import { keyFromWire, keyToWire } from './keys.ts';
import type { ElementInstanceKey, IncidentKey, ProcessDefinitionKey, ProcessInstanceKey } from './keys.ts';
import type { CallOptions } from './options.ts';
import { tokensFromWire, writtenFromWire } from './position-token.ts';
import type { PositionToken, Written } from './position-token.ts';
import type { Schema } from './standard-schema.ts';
import { decodeVariables, encodeVariables, fittingVariables } from './variables.ts';
import type { Variables } from './variables.ts';

/** What to start: a process by id (its latest version, or `version`), or one definition by key. */
export interface CreateInstanceRequest {
  /** Id of the process in the model. */
  readonly processId?: string | undefined;
  /** Version of `processId`. Default: the latest. */
  readonly version?: number | undefined;
  /** Exact definition; only without `processId`. */
  readonly processDefinitionKey?: ProcessDefinitionKey | undefined;
  /** Variables of the instance; an object. Default: `{}`. */
  readonly variables?: object | undefined;
  /** Default: the client's tenant. */
  readonly tenantId?: string | undefined;
  /** Elements to start at instead of the none start event. */
  readonly startInstructions?: readonly { readonly elementId: string }[] | undefined;
  /** End the instance after these elements. Gateways from 8.8 on. */
  readonly terminateAfter?: readonly string[] | undefined;
  /** Labels of the instance. Gateways from 8.9 on. */
  readonly tags?: readonly string[] | undefined;
  /** The caller's own id of the case, at most 256 characters. Gateways from 8.9 on. */
  readonly businessId?: string | undefined;
  /** Copied onto the records. */
  readonly operationReference?: bigint | undefined;
  /** Makes starting safe to repeat: a second request with the same id starts nothing. Millrace only; elsewhere UNIMPLEMENTED. */
  readonly requestId?: string | undefined;
}

/** How to wait for the end of the instance. */
export interface AwaitResultRequest<V extends object = Variables> extends CreateInstanceRequest {
  readonly awaitResult: true;
  /** Checks and converts the variables at the end, and gives them their type; those that do not fit reject with MALFORMED_ANSWER. Default: none. */
  readonly resultSchema?: Schema<unknown, V> | undefined;
  /** How long the gateway waits. Default: 10 s. */
  readonly requestTimeout?: Duration | undefined;
  /** Names of the variables to answer with. Default: all. */
  readonly fetchVariables?: readonly string[] | undefined;
}

/** An instance that was started. */
export interface CreatedInstance {
  readonly processDefinitionKey: ProcessDefinitionKey;
  readonly processId: string;
  readonly version: number;
  readonly processInstanceKey: ProcessInstanceKey;
  readonly tenantId: string;
  /** true: an earlier request with the same id had started it. */
  readonly repeated: boolean;
  /** Where it was written; only with a request id or in a batch, otherwise empty. */
  readonly positions: readonly PositionToken[];
}

/** An instance that has completed. */
export interface CompletedInstance<V extends object = Variables> extends CreatedInstance {
  /** Its variables at the end. */
  readonly variables: V;
}

/** Variables for a scope. */
export interface SetVariablesRequest {
  /** The scope. */
  readonly elementInstanceKey: ElementInstanceKey | ProcessInstanceKey;
  readonly variables: object;
  /** true: into exactly this scope. Default: each into the nearest scope upward that has it, else into the root. */
  readonly local?: boolean | undefined;
  readonly operationReference?: bigint | undefined;
}

/** Variables set by a modification. */
export interface ModifyVariables {
  readonly variables: object;
  /** Id of the scope in the model. Default: the process instance. */
  readonly scopeId?: string | undefined;
}

/** What to change in a running instance; activations come before terminations. */
export interface ModifyInstanceRequest {
  readonly processInstanceKey: ProcessInstanceKey;
  /** Elements to start. */
  readonly activate?:
    | readonly {
        readonly elementId: string;
        readonly ancestorElementInstanceKey?: ElementInstanceKey;
        readonly variables?: readonly ModifyVariables[];
      }[]
    | undefined;
  /** Elements to end: one by key, or (gateways from 8.9 on) all of an id. */
  readonly terminate?: readonly ({ readonly elementInstanceKey: ElementInstanceKey } | { readonly elementId: string })[] | undefined;
  /** Elements to end and replace. Gateways from 8.9 on. */
  readonly move?:
    | readonly {
        readonly source: { readonly elementInstanceKey: ElementInstanceKey } | { readonly elementId: string };
        readonly targetElementId: string;
        readonly ancestorElementInstanceKey?: ElementInstanceKey;
        readonly ancestorFrom?: 'sourceHierarchy' | 'sourceParent';
        readonly variables?: readonly ModifyVariables[];
      }[]
    | undefined;
  readonly operationReference?: bigint | undefined;
}

/** Where an instance moves to. */
export interface MigrateInstanceRequest {
  readonly processInstanceKey: ProcessInstanceKey;
  readonly targetProcessDefinitionKey: ProcessDefinitionKey;
  /** One for every active element. */
  readonly mappings: readonly { readonly sourceElementId: string; readonly targetElementId: string }[];
  readonly operationReference?: bigint | undefined;
}

/** The commands. All reject with MillraceError. */
export interface InstanceCommands {
  /**
   * Starts an instance; with `awaitResult` answers when it has completed. Errors: NOT_FOUND for an unknown process, FAILED_PRECONDITION without a none
   * start event, INVALID_ARGUMENT; with `awaitResult` DEADLINE_EXCEEDED when it has not completed in time (it lives on). Without `requestId` it is
   * repeated only when it certainly was not written.
   */
  createInstance<V extends object = Variables>(request: AwaitResultRequest<V>, options?: CallOptions): Promise<CompletedInstance<V>>;
  createInstance(request: CreateInstanceRequest & { readonly awaitResult?: false }, options?: CallOptions): Promise<CreatedInstance>;
  /** Starts up to 1,000 instances with one call; each succeeds or fails by itself, in the order given. Millrace only; elsewhere UNIMPLEMENTED. */
  createInstances(requests: readonly CreateInstanceRequest[], options?: CallOptions): Promise<readonly (CreatedInstance | MillraceError)[]>;
  /** Ends a root instance. NOT_FOUND when it does not run; FAILED_PRECONDITION for an instance a call activity started. */
  cancelInstance(
    request: { readonly processInstanceKey: ProcessInstanceKey; readonly operationReference?: bigint },
    options?: CallOptions,
  ): Promise<void>;
  /** Writes variables into a scope and answers the command's key. NOT_FOUND when the scope is missing or ending. */
  setVariables(request: SetVariablesRequest, options?: CallOptions): Promise<{ readonly key: string }>;
  /** Resolves an incident, which repeats the failed step. NOT_FOUND when it is gone. */
  resolveIncident(
    request: { readonly incidentKey: IncidentKey; readonly operationReference?: bigint },
    options?: CallOptions,
  ): Promise<void>;
  /** Starts, ends and moves elements of a running instance in one step. */
  modifyInstance(request: ModifyInstanceRequest, options?: CallOptions): Promise<void>;
  /** Moves a running instance onto another definition, all of it or nothing. */
  migrateInstance(request: MigrateInstanceRequest, options?: CallOptions): Promise<void>;
  /** Starts elements inside a running ad-hoc sub-process. Millrace only; elsewhere UNIMPLEMENTED. */
  activateAdHocElements(
    request: {
      readonly adHocSubProcessInstanceKey: ElementInstanceKey;
      readonly elements: readonly { readonly elementId: string; readonly variables?: object }[];
      readonly cancelRemainingInstances?: boolean;
    },
    options?: CallOptions,
  ): Promise<Written>;
}

/** How long an awaited result is waited for when nothing is said, ms. */
const resultWaitDefaultMs = 10_000;
const latestVersion = -1;

/** The commands over a caller. */
export function createInstanceCommands(caller: Caller): InstanceCommands {
  function createToWire(request: CreateInstanceRequest): WireCreate {
    if (request.processId === undefined && request.processDefinitionKey === undefined) {
      throw refused('Expected processId or processDefinitionKey, but got neither');
    }
    return {
      processDefinitionKey: request.processDefinitionKey === undefined ? 0n : keyToWire(request.processDefinitionKey),
      bpmnProcessId: request.processId ?? '',
      version: request.version ?? latestVersion,
      variables: encodeVariables(request.variables),
      startInstructions: (request.startInstructions ?? []).map(({ elementId }) => ({ elementId })),
      tenantId: request.tenantId ?? caller.tenantId,
      operationReference: request.operationReference,
      runtimeInstructions: (request.terminateAfter ?? []).map((afterElementId) => ({ terminate: { afterElementId } })),
      tags: [...(request.tags ?? [])],
      businessId: request.businessId,
    };
  }

  async function start(request: CreateInstanceRequest, options?: CallOptions): Promise<CreatedInstance> {
    if (request.requestId !== undefined) return startOnce(request, request.requestId, undefined, options);
    const answer = await caller.unary(GatewayService.createProcessInstance, createToWire(request), { repeatable: false }, options);
    return createdFromWire({ ...answer, repeated: false, positions: [] });
  }

  async function startAndWait(request: AwaitResultRequest, options?: CallOptions): Promise<CompletedInstance> {
    const waitMs = parseDuration(request.requestTimeout ?? resultWaitDefaultMs);
    if (request.requestId !== undefined) return startOnce(request, request.requestId, waitMs, options);
    const message = { request: createToWire(request), requestTimeout: BigInt(waitMs), fetchVariables: [...(request.fetchVariables ?? [])] };
    const answer = await caller.unary(GatewayService.createProcessInstanceWithResult, message, { repeatable: false, waitMs }, options);
    return { ...createdFromWire({ ...answer, repeated: false, positions: [] }), variables: decodeVariables(answer.variables) };
  }

  async function startOnce(
    request: CreateInstanceRequest & { readonly fetchVariables?: readonly string[] | undefined },
    requestId: string,
    waitMs: number | undefined,
    options?: CallOptions,
  ): Promise<CompletedInstance> {
    const message = {
      instance: createToWire(request),
      requestId,
      awaitResult: waitMs !== undefined,
      requestTimeoutMs: BigInt(waitMs ?? 0),
      fetchVariables: [...(request.fetchVariables ?? [])],
    };
    const answer = await caller.unary(CommandsService.createProcessInstance, message, { repeatable: true, waitMs: waitMs ?? 0 }, options);
    return { ...createdFromWire(answer), variables: decodeVariables(answer.variables) };
  }

  function createInstance<V extends object = Variables>(
    request: AwaitResultRequest<V>,
    options?: CallOptions,
  ): Promise<CompletedInstance<V>>;
  function createInstance(
    request: CreateInstanceRequest & { readonly awaitResult?: false },
    options?: CallOptions,
  ): Promise<CreatedInstance>;
  async function createInstance(
    request: CreateInstanceRequest & { readonly awaitResult?: boolean },
    options?: CallOptions,
  ): Promise<unknown> {
    if (request.awaitResult !== true) return start(request, options);
    const { resultSchema, ...rest }: AwaitResultRequest = { ...request, awaitResult: true };
    const completed = await startAndWait(rest, options);
    return resultSchema === undefined ? completed : { ...completed, variables: await fittingVariables(resultSchema, completed.variables) };
  }

  return {
    createInstance,
    async createInstances(requests, options) {
      const items = requests.map((request) => ({
        instance: createToWire(request),
        requestId: request.requestId ?? '',
        awaitResult: false,
        requestTimeoutMs: 0n,
        fetchVariables: [],
      }));
      const repeatable = requests.every((request) => request.requestId !== undefined);
      const answer = await caller.unary(CommandsService.createProcessInstances, { items }, { repeatable }, options);
      const positions = tokensFromWire(answer.positions);
      return answer.results.map((result) => {
        if (result.instance !== undefined) return { ...createdFromWire(result.instance), positions };
        return itemRefused(result.code, result.message);
      });
    },
    async cancelInstance({ processInstanceKey, operationReference }, options) {
      const message = { processInstanceKey: keyToWire(processInstanceKey), operationReference };
      await caller.unary(GatewayService.cancelProcessInstance, message, { repeatable: true }, options);
    },
    async setVariables({ elementInstanceKey, variables, local, operationReference }, options) {
      const message = {
        elementInstanceKey: keyToWire(elementInstanceKey),
        variables: encodeVariables(variables),
        local: local ?? false,
        operationReference,
      };
      const answer = await caller.unary(GatewayService.setVariables, message, { repeatable: true }, options);
      return { key: answer.key.toString() };
    },
    async resolveIncident({ incidentKey, operationReference }, options) {
      const message = { incidentKey: keyToWire(incidentKey), operationReference };
      await caller.unary(GatewayService.resolveIncident, message, { repeatable: true }, options);
    },
    async modifyInstance(request, options) {
      await caller.unary(GatewayService.modifyProcessInstance, modifyToWire(request), { repeatable: false }, options);
    },
    async migrateInstance({ processInstanceKey, targetProcessDefinitionKey, mappings, operationReference }, options) {
      const mappingInstructions = mappings.map(({ sourceElementId, targetElementId }) => ({ sourceElementId, targetElementId }));
      const message = {
        processInstanceKey: keyToWire(processInstanceKey),
        migrationPlan: { targetProcessDefinitionKey: keyToWire(targetProcessDefinitionKey), mappingInstructions },
        operationReference,
      };
      await caller.unary(GatewayService.migrateProcessInstance, message, { repeatable: true }, options);
    },
    async activateAdHocElements({ adHocSubProcessInstanceKey, elements, cancelRemainingInstances }, options) {
      const message = {
        adHocSubProcessInstanceKey: keyToWire(adHocSubProcessInstanceKey),
        elements: elements.map(({ elementId, variables }) => ({ elementId, variables: encodeVariables(variables) })),
        cancelRemainingInstances: cancelRemainingInstances ?? false,
      };
      return writtenFromWire(await caller.unary(CommandsService.activateAdHocElements, message, { repeatable: false }, options));
    },
  };
}

function createdFromWire(answer: {
  readonly processDefinitionKey: bigint;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly processInstanceKey: bigint;
  readonly tenantId: string;
  readonly repeated: boolean;
  readonly positions: Parameters<typeof tokensFromWire>[0];
}): CreatedInstance {
  return {
    processDefinitionKey: keyFromWire(answer.processDefinitionKey),
    processId: answer.bpmnProcessId,
    version: answer.version,
    processInstanceKey: keyFromWire(answer.processInstanceKey),
    tenantId: answer.tenantId,
    repeated: answer.repeated,
    positions: tokensFromWire(answer.positions),
  };
}

function itemRefused(number: number, reason: string): MillraceError {
  const code = codeOf(number);
  const details = { method: 'CreateProcessInstances', reason };
  return new MillraceError(code, `CreateProcessInstances ${code}: ${reason}`, { retryable: code === 'RESOURCE_EXHAUSTED', details });
}

function modifyToWire(request: ModifyInstanceRequest): WireModify {
  return {
    processInstanceKey: keyToWire(request.processInstanceKey),
    activateInstructions: (request.activate ?? []).map((instruction) => ({
      elementId: instruction.elementId,
      ancestorElementInstanceKey: scopeToWire(instruction.ancestorElementInstanceKey),
      variableInstructions: variablesToWire(instruction.variables),
    })),
    terminateInstructions: (request.terminate ?? []).map(elementToWire),
    operationReference: request.operationReference,
    moveInstructions: (request.move ?? []).map((instruction) => {
      const source = elementToWire(instruction.source);
      return {
        sourceElementInstanceKey: source.elementInstanceKey,
        sourceElementId: source.elementId,
        targetElementId: instruction.targetElementId,
        variableInstructions: variablesToWire(instruction.variables),
        ancestorElementInstanceKey: scopeToWire(instruction.ancestorElementInstanceKey),
        inferAncestorScopeFromSourceHierarchy: instruction.ancestorFrom === 'sourceHierarchy',
        useSourceParentKeyAsAncestorScopeKey: instruction.ancestorFrom === 'sourceParent',
      };
    }),
  };
}

function scopeToWire(scope: ElementInstanceKey | undefined): bigint {
  return scope === undefined ? 0n : keyToWire(scope);
}

function elementToWire(element: { readonly elementInstanceKey: ElementInstanceKey } | { readonly elementId: string }) {
  return 'elementId' in element
    ? { elementInstanceKey: 0n, elementId: element.elementId }
    : { elementInstanceKey: keyToWire(element.elementInstanceKey), elementId: '' };
}

function variablesToWire(instructions: readonly ModifyVariables[] | undefined) {
  return (instructions ?? []).map(({ variables, scopeId }) => ({ variables: encodeVariables(variables), scopeId: scopeId ?? '' }));
}
