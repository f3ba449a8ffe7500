// Commands about what is deployed: processes, decisions, forms. Reads the files it is given paths of, nothing else.
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { GatewayService } from '@millrace/proto/gateway';
import type { DeployResourceResponse } from '@millrace/proto/gateway';
import type { Caller } from './caller.ts';
import { refused } from './errors.ts';
import { keyFromWire, keyToWire } from './keys.ts';
import type { Key, ProcessDefinitionKey } from './keys.ts';
import type { CallOptions } from './options.ts';
import { decodeValue, encodeVariables } from './variables.ts';

/** Something to deploy: the path of a file, or a name (its ending tells the kind: .bpmn, .dmn, .form) with the content. */
export type Deployable = string | URL | { readonly name: string; readonly content: string | Uint8Array };

/** A deployed process. */
export interface DeployedProcess {
  readonly processId: string;
  /** From 1; unchanged when the file was. */
  readonly version: number;
  readonly processDefinitionKey: ProcessDefinitionKey;
  readonly resourceName: string;
  readonly tenantId: string;
}

/** A deployed decision. */
export interface DeployedDecision {
  readonly decisionId: string;
  readonly name: string;
  readonly version: number;
  readonly decisionKey: Key<'decision'>;
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsKey: Key<'decisionRequirements'>;
  readonly tenantId: string;
}

/** A deployed decision requirements graph. */
export interface DeployedDecisionRequirements {
  readonly decisionRequirementsId: string;
  readonly name: string;
  readonly version: number;
  readonly decisionRequirementsKey: Key<'decisionRequirements'>;
  readonly resourceName: string;
  readonly tenantId: string;
}

/** A deployed form. */
export interface DeployedForm {
  readonly formId: string;
  readonly version: number;
  readonly formKey: Key<'form'>;
  readonly resourceName: string;
  readonly tenantId: string;
}

/** What came out of a deployment. */
export interface Deployed {
  readonly deploymentKey: Key<'deployment'>;
  readonly tenantId: string;
  readonly processes: readonly DeployedProcess[];
  readonly decisions: readonly DeployedDecision[];
  readonly decisionRequirements: readonly DeployedDecisionRequirements[];
  readonly forms: readonly DeployedForm[];
}

/** Which decision to evaluate: by id (its latest version) or by key. */
export interface EvaluateDecisionRequest {
  readonly decisionId?: string | undefined;
  readonly decisionKey?: Key<'decision'> | undefined;
  /** Input; an object. Default: `{}`. */
  readonly variables?: object | undefined;
  /** Default: the client's tenant. */
  readonly tenantId?: string | undefined;
}

/** One decision on the way to an answer. */
export interface EvaluatedDecision {
  readonly decisionId: string;
  readonly decisionKey: Key<'decision'>;
  readonly name: string;
  readonly version: number;
  /** Kind of its logic, such as DECISION_TABLE. */
  readonly type: string;
  readonly output: unknown;
  readonly inputs: readonly { readonly id: string; readonly name: string; readonly value: unknown }[];
  readonly matchedRules: readonly {
    readonly ruleId: string;
    /** Place in the table, from 1. */
    readonly index: number;
    readonly outputs: readonly { readonly id: string; readonly name: string; readonly value: unknown }[];
  }[];
}

/** What a decision said. */
export interface DecisionResult {
  readonly decisionId: string;
  readonly decisionKey: Key<'decision'>;
  readonly name: string;
  readonly version: number;
  readonly decisionRequirementsId: string;
  readonly decisionRequirementsKey: Key<'decisionRequirements'>;
  /** The result; null when no rule matched or the evaluation failed. */
  readonly output: unknown;
  /** Every decision evaluated, inner ones first. */
  readonly evaluated: readonly EvaluatedDecision[];
  /** Set when the evaluation failed, which is no error of the call. */
  readonly failure: { readonly decisionId: string; readonly message: string } | undefined;
  readonly tenantId: string;
}

/** The commands. All reject with MillraceError. */
export interface ResourceCommands {
  /**
   * Deploys files together, all or none; safe to repeat. INVALID_ARGUMENT with all problems in the message when one of them is invalid, or a path
   * cannot be read.
   */
  deploy(resources: Deployable | readonly Deployable[], options?: CallOptions & { readonly tenantId?: string }): Promise<Deployed>;
  /** Deletes a process definition, a decision requirements graph or a form. NOT_FOUND when there is none with that key. */
  deleteResource(
    request: { readonly resourceKey: Key; readonly operationReference?: bigint; readonly deleteHistory?: boolean },
    options?: CallOptions,
  ): Promise<void>;
  /** Evaluates a decision. INVALID_ARGUMENT when it is unknown. */
  evaluateDecision(request: EvaluateDecisionRequest, options?: CallOptions): Promise<DecisionResult>;
}

/** The commands over a caller. */
export function createResourceCommands(caller: Caller): ResourceCommands {
  return {
    async deploy(resources, options) {
      const list: readonly Deployable[] = isList(resources) ? resources : [resources];
      const message = { resources: await Promise.all(list.map(resourceToWire)), tenantId: options?.tenantId ?? caller.tenantId };
      return deployedFromWire(await caller.unary(GatewayService.deployResource, message, { repeatable: true }, options));
    },
    async deleteResource({ resourceKey, operationReference, deleteHistory }, options) {
      const message = { resourceKey: keyToWire(resourceKey), operationReference, deleteHistory };
      await caller.unary(GatewayService.deleteResource, message, { repeatable: true }, options);
    },
    async evaluateDecision({ decisionId, decisionKey, variables, tenantId }, options) {
      const message = {
        decisionKey: decisionKey === undefined ? 0n : keyToWire(decisionKey),
        decisionId: decisionId ?? '',
        variables: encodeVariables(variables),
        tenantId: tenantId ?? caller.tenantId,
      };
      const answer = await caller.unary(GatewayService.evaluateDecision, message, { repeatable: true }, options);
      return {
        decisionId: answer.decisionId,
        decisionKey: keyFromWire(answer.decisionKey),
        name: answer.decisionName,
        version: answer.decisionVersion,
        decisionRequirementsId: answer.decisionRequirementsId,
        decisionRequirementsKey: keyFromWire(answer.decisionRequirementsKey),
        output: decodeValue(answer.decisionOutput),
        evaluated: answer.evaluatedDecisions.map(evaluatedFromWire),
        failure: answer.failedDecisionId === '' ? undefined : { decisionId: answer.failedDecisionId, message: answer.failureMessage },
        tenantId: answer.tenantId,
      };
    },
  };
}

function isList(resources: Deployable | readonly Deployable[]): resources is readonly Deployable[] {
  return Array.isArray(resources);
}

async function resourceToWire(resource: Deployable): Promise<{ name: string; content: Buffer }> {
  if (typeof resource === 'string' || resource instanceof URL) {
    const name = basename(resource instanceof URL ? resource.pathname : resource);
    try {
      return { name, content: await readFile(resource) };
    } catch (error) {
      throw refused(`Expected to read ${String(resource)}, but ${error instanceof Error ? error.message : String(error)}`, error);
    }
  }
  const { name, content } = resource;
  return {
    name,
    content:
      typeof content === 'string' ? Buffer.from(content, 'utf8') : Buffer.from(content.buffer, content.byteOffset, content.byteLength),
  };
}

function deployedFromWire(answer: DeployResourceResponse): Deployed {
  const processes: DeployedProcess[] = [];
  const decisions: DeployedDecision[] = [];
  const decisionRequirements: DeployedDecisionRequirements[] = [];
  const forms: DeployedForm[] = [];
  for (const { process, decision, decisionRequirements: requirements, form } of answer.deployments) {
    if (process !== undefined) {
      const { bpmnProcessId, version, resourceName, tenantId } = process;
      processes.push({
        processId: bpmnProcessId,
        version,
        processDefinitionKey: keyFromWire(process.processDefinitionKey),
        resourceName,
        tenantId,
      });
    }
    if (decision !== undefined) {
      decisions.push({
        decisionId: decision.dmnDecisionId,
        name: decision.dmnDecisionName,
        version: decision.version,
        decisionKey: keyFromWire(decision.decisionKey),
        decisionRequirementsId: decision.dmnDecisionRequirementsId,
        decisionRequirementsKey: keyFromWire(decision.decisionRequirementsKey),
        tenantId: decision.tenantId,
      });
    }
    if (requirements !== undefined) {
      decisionRequirements.push({
        decisionRequirementsId: requirements.dmnDecisionRequirementsId,
        name: requirements.dmnDecisionRequirementsName,
        version: requirements.version,
        decisionRequirementsKey: keyFromWire(requirements.decisionRequirementsKey),
        resourceName: requirements.resourceName,
        tenantId: requirements.tenantId,
      });
    }
    if (form !== undefined) {
      const { formId, version, resourceName, tenantId } = form;
      forms.push({ formId, version, formKey: keyFromWire(form.formKey), resourceName, tenantId });
    }
  }
  return { deploymentKey: keyFromWire(answer.key), tenantId: answer.tenantId, processes, decisions, decisionRequirements, forms };
}

function evaluatedFromWire(decision: {
  readonly decisionId: string;
  readonly decisionKey: bigint;
  readonly decisionName: string;
  readonly decisionVersion: number;
  readonly decisionType: string;
  readonly decisionOutput: string;
  readonly evaluatedInputs: readonly { readonly inputId: string; readonly inputName: string; readonly inputValue: string }[];
  readonly matchedRules: readonly {
    readonly ruleId: string;
    readonly ruleIndex: number;
    readonly evaluatedOutputs: readonly { readonly outputId: string; readonly outputName: string; readonly outputValue: string }[];
  }[];
}): EvaluatedDecision {
  return {
    decisionId: decision.decisionId,
    decisionKey: keyFromWire(decision.decisionKey),
    name: decision.decisionName,
    version: decision.decisionVersion,
    type: decision.decisionType,
    output: decodeValue(decision.decisionOutput),
    inputs: decision.evaluatedInputs.map(({ inputId, inputName, inputValue }) => ({
      id: inputId,
      name: inputName,
      value: decodeValue(inputValue),
    })),
    matchedRules: decision.matchedRules.map(({ ruleId, ruleIndex, evaluatedOutputs }) => ({
      ruleId,
      index: ruleIndex,
      outputs: evaluatedOutputs.map(({ outputId, outputName, outputValue }) => ({
        id: outputId,
        name: outputName,
        value: decodeValue(outputValue),
      })),
    })),
  };
}
