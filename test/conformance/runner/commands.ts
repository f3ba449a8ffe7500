// What each verb of a scenario asks the gateway: one function per verb, from words to a request. It waits for nothing but the answer.
import { existsSync, readFileSync } from 'node:fs';
import type { ServiceError } from '@grpc/grpc-js';
import {
  ActivateJobsRequest,
  BroadcastSignalRequest,
  CancelProcessInstanceRequest,
  CompleteJobRequest,
  CreateProcessInstanceRequest,
  CreateProcessInstanceWithResultRequest,
  DeleteResourceRequest,
  DeployResourceRequest,
  type DeployResourceResponse,
  type EvaluateDecisionResponse,
  EvaluateDecisionRequest,
  FailJobRequest,
  type GatewayClient,
  MigrateProcessInstanceRequest,
  ModifyProcessInstanceRequest,
  PublishMessageRequest,
  ResolveIncidentRequest,
  SetVariablesRequest,
  ThrowErrorRequest,
  UpdateJobRetriesRequest,
  UpdateJobTimeoutRequest,
} from '@millrace/proto/gateway';
import type { CommandsClient } from '@millrace/proto/v1/commands';
import { ask, nameOfStatus, type Outcome } from './gateway.ts';
import type { Names } from './names.ts';
import type { Step } from './scenario.ts';

/** What a verb needs: the client, the names, and the folder of the models. */
export interface CommandContext {
  readonly client: GatewayClient;
  readonly names: Names;
  readonly modelsUrls: readonly URL[];
  /** Our own services; absent on the reference. */
  readonly own: CommandsClient | undefined;
}

/** One verb. The answer is still in the broker's keys; the driver replaces them. */
export type Command = (step: Step, context: CommandContext) => Promise<Outcome<unknown>>;

const activateTimeoutMs = 60_000;
const resultTimeoutMs = 10_000;
const jobsMax = 100;

/** All verbs that ask the gateway. */
export const commands: Readonly<Record<string, Command>> = {
  deploy: (step, context) =>
    deployResources(
      step.words.map((file) => readModel(file, context.modelsUrls)),
      context,
    ),

  create: (step, { client, names }) => {
    const request = CreateProcessInstanceRequest.fromPartial({
      ...processOf(word(step, 0), names),
      version: Number(step.named.get('version') ?? -1),
      variables: step.named.get('variables') ?? '',
      startInstructions: list(step.named.get('start')).map((elementId) => ({ elementId })),
    });
    if (!step.words.includes('result')) return ask((...rest) => client.createProcessInstance(request, ...rest));
    const awaited = CreateProcessInstanceWithResultRequest.fromPartial({
      request,
      requestTimeout: resultTimeoutMs,
      fetchVariables: list(step.named.get('fetch')),
    });
    return ask((...rest) => client.createProcessInstanceWithResult(awaited, ...rest));
  },

  activate: (step, { client }) => {
    const request = ActivateJobsRequest.fromPartial({
      type: word(step, 0),
      worker: step.named.get('worker') ?? 'conformance',
      timeout: step.named.get('timeout') ?? activateTimeoutMs,
      maxJobsToActivate: Number(step.named.get('max') ?? jobsMax),
      fetchVariable: list(step.named.get('fetch')),
      requestTimeout: -1,
    });
    return new Promise((resolve) => {
      const jobs: unknown[] = [];
      const stream = client.activateJobs(request);
      stream.on('data', (part: { jobs: unknown[] }) => jobs.push(...part.jobs));
      stream.on('error', (error: ServiceError) => resolve({ status: nameOfStatus(error.code), message: error.details }));
      stream.on('end', () => resolve({ status: 'OK', message: '', answer: jobs.map(activatedJob) }));
    });
  },

  complete: (step, { client, names }) => {
    const request = CompleteJobRequest.fromPartial({ jobKey: key(step, 0, names), variables: step.named.get('variables') ?? '' });
    return ask((...rest) => client.completeJob(request, ...rest));
  },

  fail: (step, { client, names }) => {
    const request = FailJobRequest.fromPartial({
      jobKey: key(step, 0, names),
      retries: Number(step.named.get('retries') ?? 0),
      errorMessage: unquoted(step.named.get('message') ?? ''),
      retryBackOff: step.named.get('backoff') ?? 0,
      variables: step.named.get('variables') ?? '',
    });
    return ask((...rest) => client.failJob(request, ...rest));
  },

  throw: (step, { client, names }) => {
    const request = ThrowErrorRequest.fromPartial({
      jobKey: key(step, 0, names),
      errorCode: step.named.get('code') ?? '',
      errorMessage: unquoted(step.named.get('message') ?? ''),
      variables: step.named.get('variables') ?? '',
    });
    return ask((...rest) => client.throwError(request, ...rest));
  },

  retries: (step, { client, names }) => {
    const request = UpdateJobRetriesRequest.fromPartial({ jobKey: key(step, 0, names), retries: Number(word(step, 1)) });
    return ask((...rest) => client.updateJobRetries(request, ...rest));
  },

  timeout: (step, { client, names }) => {
    const request = UpdateJobTimeoutRequest.fromPartial({ jobKey: key(step, 0, names), timeout: word(step, 1) });
    return ask((...rest) => client.updateJobTimeout(request, ...rest));
  },

  publish: (step, { client }) => {
    const request = PublishMessageRequest.fromPartial({
      name: word(step, 0),
      correlationKey: step.named.get('key') ?? '',
      timeToLive: step.named.get('ttl') ?? 0,
      messageId: step.named.get('id') ?? '',
      variables: step.named.get('variables') ?? '',
    });
    return ask((...rest) => client.publishMessage(request, ...rest));
  },

  signal: (step, { client }) => {
    const request = BroadcastSignalRequest.fromPartial({ signalName: word(step, 0), variables: step.named.get('variables') ?? '' });
    return ask((...rest) => client.broadcastSignal(request, ...rest));
  },

  set: (step, { client, names }) => {
    const request = SetVariablesRequest.fromPartial({
      elementInstanceKey: key(step, 0, names),
      variables: step.named.get('variables') ?? '',
      local: step.words.includes('local'),
    });
    return ask((...rest) => client.setVariables(request, ...rest));
  },

  resolve: (step, { client, names }) => {
    const request = ResolveIncidentRequest.fromPartial({ incidentKey: key(step, 0, names) });
    return ask((...rest) => client.resolveIncident(request, ...rest));
  },

  cancel: (step, { client, names }) => {
    const request = CancelProcessInstanceRequest.fromPartial({ processInstanceKey: key(step, 0, names) });
    return ask((...rest) => client.cancelProcessInstance(request, ...rest));
  },

  // activate=ELEMENT[@ANCESTOR][:SCOPE={...}] is written as JSON, since an instruction is a small tree.
  modify: (step, { client, names }) => {
    const activate = JSON.parse(step.named.get('activate') ?? '[]') as ActivateJson[];
    const request = ModifyProcessInstanceRequest.fromPartial({
      processInstanceKey: key(step, 0, names),
      activateInstructions: activate.map(({ element, ancestor, variables, scope }) => ({
        elementId: element,
        ancestorElementInstanceKey: ancestor === undefined ? '-1' : keyOf(ancestor, names),
        variableInstructions: variables === undefined ? [] : [{ variables: JSON.stringify(variables), scopeId: scope ?? '' }],
      })),
      terminateInstructions: list(step.named.get('terminate')).map((name) => ({ elementInstanceKey: keyOf(name, names) })),
    });
    return ask((...rest) => client.modifyProcessInstance(request, ...rest));
  },

  migrate: (step, { client, names }) => {
    const request = MigrateProcessInstanceRequest.fromPartial({
      processInstanceKey: key(step, 0, names),
      migrationPlan: {
        targetProcessDefinitionKey: keyOf(step.named.get('to') ?? '', names),
        mappingInstructions: list(step.named.get('map')).map((pair) => {
          const [sourceElementId = '', targetElementId = ''] = pair.split(':');
          return { sourceElementId, targetElementId };
        }),
      },
    });
    return ask((...rest) => client.migrateProcessInstance(request, ...rest));
  },

  delete: async (step, { client, names }) => {
    const request = DeleteResourceRequest.fromPartial({ resourceKey: key(step, 0, names) });
    const outcome = await ask((...rest) => client.deleteResource(request, ...rest));
    // Since 8.9 the answer repeats the key; the recorded one is empty.
    return outcome.status === 'OK' ? { ...outcome, answer: {} } : outcome;
  },

  decide: async (step, { client, names }) => {
    const target = word(step, 0);
    const request = EvaluateDecisionRequest.fromPartial({
      ...(target.startsWith('decision:') ? { decisionKey: keyOf(target, names) } : { decisionId: target }),
      variables: step.named.get('variables') ?? '',
    });
    const outcome = await ask<EvaluateDecisionResponse>((...rest) => client.evaluateDecision(request, ...rest));
    return outcome.answer === undefined ? outcome : { ...outcome, answer: withoutEvaluationKeys(outcome.answer) };
  },
};

/** Deploys resources and learns their names. */
export async function deployResources(
  resources: readonly { readonly name: string; readonly content: Buffer }[],
  { client, names }: CommandContext,
): Promise<Outcome<unknown>> {
  const request = DeployResourceRequest.fromPartial({ resources: [...resources] });
  const outcome = await ask<DeployResourceResponse>((...rest) => client.deployResource(request, ...rest));
  for (const { process, decision, decisionRequirements, form } of outcome.answer?.deployments ?? []) {
    if (process) names.learnResource('process', process.bpmnProcessId, process.version, String(process.processDefinitionKey));
    if (decision) names.learnResource('decision', decision.dmnDecisionId, decision.version, String(decision.decisionKey));
    if (decisionRequirements) {
      const { dmnDecisionRequirementsId: id, version, decisionRequirementsKey } = decisionRequirements;
      names.learnResource('drg', id, version, String(decisionRequirementsKey));
    }
    if (form) names.learnResource('form', form.formId, form.version, String(form.formKey));
  }
  return { ...outcome, answer: names.resources() };
}

/** Keys that an answer has since 8.8. */
function withoutEvaluationKeys({ decisionEvaluationKey: _, ...answer }: EvaluateDecisionResponse): object {
  return { ...answer, evaluatedDecisions: answer.evaluatedDecisions.map(({ decisionEvaluationInstanceKey: __, ...decision }) => decision) };
}

interface ActivateJson {
  readonly element: string;
  readonly ancestor?: string;
  readonly scope?: string;
  readonly variables?: unknown;
}

function activatedJob(job: unknown): unknown {
  // The fields of 8.6 that are not times, numbers of versions or texts of the worker itself.
  const { key, type, elementId, elementInstanceKey, processInstanceKey, customHeaders, retries, variables } = job as Record<
    string,
    unknown
  >;
  return {
    key,
    type,
    elementId,
    elementInstanceKey,
    processInstanceKey,
    headers: parsed(customHeaders),
    retries,
    variables: parsed(variables),
  };
}

function parsed(text: unknown): unknown {
  return JSON.parse(String(text));
}

function processOf(name: string, names: Names): { bpmnProcessId: string } | { processDefinitionKey: string } {
  return name.startsWith('process:') ? { processDefinitionKey: keyOf(name, names) } : { bpmnProcessId: name };
}

/** The word at this place behind the verb, from 0. */
export function word(step: Step, index: number): string {
  const found = step.words[index];
  if (found === undefined) throw new Error(`Expected to find word ${index + 1} after "${step.verb}", but line ${step.line} has none`);
  return unquoted(found);
}

/** The key that the word at this place names. */
export function key(step: Step, index: number, names: Names): string {
  return keyOf(word(step, index), names);
}

/** A number stands for itself; so that a scenario can ask for a key that nothing has. */
export function keyOf(name: string, names: Names): string {
  if (/^-?\d+$/.test(name)) return name;
  const found = names.keyOf(name);
  if (found === undefined) throw new Error(`Expected to find the key of "${name}", but no record or answer gave a key that name`);
  return found;
}

/** Words between commas. */
export function list(text: string | undefined): string[] {
  return text === undefined || text === '' ? [] : text.split(',');
}

function unquoted(text: string): string {
  return text.startsWith('"') ? (JSON.parse(text) as string) : text;
}

/** A name without a suffix is a BPMN model. */
function readModel(word: string, modelsUrls: readonly URL[]): { name: string; content: Buffer } {
  const name = word.includes('.') ? word : `${word}.bpmn`;
  const url = modelsUrls.map((folder) => new URL(name, folder)).find((candidate) => existsSync(candidate));
  if (url === undefined) throw new Error(`Expected to find the model ${name}, but it is in none of the folders`);
  return { name, content: readFileSync(url) };
}
