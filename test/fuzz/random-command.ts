// One random command on a broker in memory: whatever a client may ask at any moment, sensible or not. It judges no answer.
import {
  ActivateJobsRequest,
  BroadcastSignalRequest,
  CancelProcessInstanceRequest,
  CompleteJobRequest,
  CreateProcessInstanceRequest,
  FailJobRequest,
  MigrateProcessInstanceRequest,
  ModifyProcessInstanceRequest,
  PublishMessageRequest,
  ResolveIncidentRequest,
  SetVariablesRequest,
  ThrowErrorRequest,
  UpdateJobRetriesRequest,
  UpdateJobTimeoutRequest,
} from '@millrace/proto/gateway';
import { ActivateAdHocElementsRequest, AssignUserTaskRequest, CompleteUserTaskRequest } from '@millrace/proto/v1/commands';
import { wireKey } from '../../broker/src/core/protocol/key.ts';
import type { Random } from '../../broker/src/shell/platform/random.ts';
import { ask } from '../conformance/runner/gateway.ts';
import type { LocalBroker } from '../scenarios/driver/local-broker.ts';
import { chance, pick, weighted } from './choice.ts';
import type { LiveKeys } from './live-keys.ts';
import { messageNames, signalNames, thrownSignal } from './model-xml.ts';
import type { RandomModel } from './random-model.ts';

/** What a command is drawn from. */
export interface Play {
  readonly random: Random;
  readonly broker: LocalBroker;
  readonly model: RandomModel;
  readonly live: LiveKeys;
  /** Keys of the deployed versions of the first process. */
  readonly definitionKeys: readonly bigint[];
}

/** A command and the words to tell of it. */
export interface DrawnCommand {
  readonly text: string;
  run(): Promise<unknown>;
}

const nothing: DrawnCommand = { text: 'nothing', run: () => Promise.resolve() };

/** A key that nothing has, to see that nothing happens. */
const strangeKey = 2_251_799_900_000_000;

/** Draws one. */
export function randomCommand(play: Play): DrawnCommand {
  const draw = weighted<(play: Play) => DrawnCommand>(play.random, [
    [10, completeJob],
    [3, failJob],
    [3, throwError],
    [2, wait],
    [4, publish],
    [2, signal],
    [2, setVariables],
    [2, resolve],
    [2, activate],
    [2, userTask],
    [1.5, modify],
    [0.5, create],
    [0.5, cancel],
    [0.5, migrate],
    [0.5, updateJob],
    [1, adHoc],
  ]);
  return draw(play);
}

/** Starts an instance of the first process. */
export function create({ random, broker, model }: Play): DrawnCommand {
  const variables = chance(random, 0.9) ? variablesOf(random, true) : '{}';
  const bpmnProcessId = model.processIds[0] ?? '';
  const request = CreateProcessInstanceRequest.fromPartial({ bpmnProcessId, version: -1, variables });
  return { text: `create ${variables}`, run: () => ask((...rest) => broker.client.createProcessInstance(request, ...rest)) };
}

function completeJob({ random, broker, live }: Play): DrawnCommand {
  const request = CompleteJobRequest.fromPartial({ jobKey: key(random, live.jobs), variables: variablesOf(random) });
  const text = `complete job ${request.jobKey} ${request.variables}`;
  return { text, run: () => ask((...rest) => broker.client.completeJob(request, ...rest)) };
}

function failJob({ random, broker, live }: Play): DrawnCommand {
  const retryBackOff = chance(random, 0.3) ? 5_000 : 0;
  const request = FailJobRequest.fromPartial({ jobKey: key(random, live.jobs), retries: random.integer(2), retryBackOff, variables: '{}' });
  return { text: `fail job ${request.jobKey}`, run: () => ask((...rest) => broker.client.failJob(request, ...rest)) };
}

function throwError({ random, broker, live }: Play): DrawnCommand {
  const errorCode = pick(random, ['e1', 'e2', 'unknown']);
  const request = ThrowErrorRequest.fromPartial({ jobKey: key(random, live.jobs), errorCode, variables: variablesOf(random) });
  return { text: `throw ${errorCode} job ${request.jobKey}`, run: () => ask((...rest) => broker.client.throwError(request, ...rest)) };
}

function wait({ random, broker }: Play): DrawnCommand {
  const ms = pick(random, [1_000, 10_000, 3_600_000]);
  return { text: `wait ${ms}`, run: () => broker.wait(ms) };
}

function publish({ random, broker }: Play): DrawnCommand {
  const name = pick(random, messageNames);
  const timeToLive = chance(random, 0.5) ? 60_000 : 0;
  const messageId = chance(random, 0.2) ? 'once' : '';
  const request = PublishMessageRequest.fromPartial({ name, correlationKey: 'k', timeToLive, messageId, variables: variablesOf(random) });
  return { text: `publish ${name} ttl=${timeToLive}`, run: () => ask((...rest) => broker.client.publishMessage(request, ...rest)) };
}

function signal({ random, broker }: Play): DrawnCommand {
  const signalName = pick(random, [...signalNames, thrownSignal]);
  const request = BroadcastSignalRequest.fromPartial({ signalName, variables: variablesOf(random) });
  return { text: `signal ${signalName}`, run: () => ask((...rest) => broker.client.broadcastSignal(request, ...rest)) };
}

function setVariables({ random, broker, live }: Play): DrawnCommand {
  const elementInstanceKey = key(random, live.elements.keys());
  const request = SetVariablesRequest.fromPartial({ elementInstanceKey, variables: variablesOf(random, true), local: chance(random, 0.5) });
  const text = `set ${elementInstanceKey} ${request.variables} ${request.local ? 'local' : ''}`;
  return { text, run: () => ask((...rest) => broker.client.setVariables(request, ...rest)) };
}

function resolve({ random, broker, live }: Play): DrawnCommand {
  const request = ResolveIncidentRequest.fromPartial({ incidentKey: key(random, live.incidents.keys()) });
  return { text: `resolve ${request.incidentKey}`, run: () => ask((...rest) => broker.client.resolveIncident(request, ...rest)) };
}

function activate({ random, broker }: Play): DrawnCommand {
  const type = pick(random, ['work', 'listen']);
  const request = ActivateJobsRequest.fromPartial({ type, worker: 'fuzz', timeout: 5_000, maxJobsToActivate: 3, requestTimeout: -1 });
  const run = (): Promise<unknown> =>
    new Promise((done) => {
      const stream = broker.client.activateJobs(request);
      stream.on('data', () => {});
      stream.on('end', done);
      stream.on('error', done);
    });
  return { text: `activate ${type}`, run };
}

function userTask({ random, broker, live }: Play): DrawnCommand {
  const userTaskKey = key(random, live.userTasks);
  if (chance(random, 0.3)) {
    const request = AssignUserTaskRequest.fromPartial({ userTaskKey, assignee: 'somebody' });
    return { text: `assign ${userTaskKey}`, run: () => ask((...rest) => broker.own.assignUserTask(request, ...rest)) };
  }
  const request = CompleteUserTaskRequest.fromPartial({ userTaskKey, variables: variablesOf(random) });
  return { text: `complete user task ${userTaskKey}`, run: () => ask((...rest) => broker.own.completeUserTask(request, ...rest)) };
}

function modify({ random, broker, live, model }: Play): DrawnCommand {
  const [elementKey, instanceKey] = chance(random, 0.9) ? pick(random, [...live.elements, [strangeKey, strangeKey] as const]) : [1, 1];
  const activations = random.integer(3);
  const request = ModifyProcessInstanceRequest.fromPartial({
    processInstanceKey: instanceKey,
    activateInstructions: Array.from({ length: activations }, () => ({
      elementId: pick(random, model.elementIds),
      ancestorElementInstanceKey: '-1',
      variableInstructions: chance(random, 0.3) ? [{ variables: variablesOf(random), scopeId: '' }] : [],
    })),
    terminateInstructions: activations === 0 || chance(random, 0.5) ? [{ elementInstanceKey: elementKey }] : [],
  });
  const activated = request.activateInstructions.map(({ elementId }) => elementId).join(',');
  const terminated = request.terminateInstructions.map(({ elementInstanceKey }) => elementInstanceKey).join(',');
  const text = `modify ${instanceKey} activate=${activated} terminate=${terminated}`;
  return { text, run: () => ask((...rest) => broker.client.modifyProcessInstance(request, ...rest)) };
}

function cancel({ random, broker, live }: Play): DrawnCommand {
  const request = CancelProcessInstanceRequest.fromPartial({ processInstanceKey: key(random, live.roots) });
  return {
    text: `cancel ${request.processInstanceKey}`,
    run: () => ask((...rest) => broker.client.cancelProcessInstance(request, ...rest)),
  };
}

function migrate({ random, broker, live, model, definitionKeys }: Play): DrawnCommand {
  const ids = model.elementIds.filter((id) => id.startsWith('p0-'));
  const request = MigrateProcessInstanceRequest.fromPartial({
    processInstanceKey: key(random, live.roots),
    migrationPlan: {
      targetProcessDefinitionKey: pick(random, definitionKeys),
      mappingInstructions: ids.map((id) => ({ sourceElementId: id, targetElementId: id })),
    },
  });
  return {
    text: `migrate ${request.processInstanceKey}`,
    run: () => ask((...rest) => broker.client.migrateProcessInstance(request, ...rest)),
  };
}

function adHoc({ random, broker, model }: Play): DrawnCommand {
  const rows = broker.engines.flatMap(({ engine }) => [...engine.state.elements.table.entries()]);
  const open = rows.filter(([, { elementId }]) => model.adHocs.has(elementId));
  if (open.length === 0) return nothing;
  const [counter, { elementId }] = pick(random, open);
  const request = ActivateAdHocElementsRequest.fromPartial({
    adHocSubProcessInstanceKey: wireKey(1, counter),
    elements: [{ elementId: pick(random, model.adHocs.get(elementId) ?? []), variables: variablesOf(random) }],
    cancelRemainingInstances: chance(random, 0.3),
  });
  const text = `ad-hoc ${elementId} ${request.elements[0]?.elementId}`;
  return { text, run: () => ask((...rest) => broker.own.activateAdHocElements(request, ...rest)) };
}

function updateJob({ random, broker, live }: Play): DrawnCommand {
  const jobKey = key(random, live.jobs);
  if (chance(random, 0.5)) {
    const request = UpdateJobTimeoutRequest.fromPartial({ jobKey, timeout: 1_000 });
    return { text: `timeout ${jobKey}`, run: () => ask((...rest) => broker.client.updateJobTimeout(request, ...rest)) };
  }
  const request = UpdateJobRetriesRequest.fromPartial({ jobKey, retries: 1 });
  return { text: `retries ${jobKey}`, run: () => ask((...rest) => broker.client.updateJobRetries(request, ...rest)) };
}

function key(random: Random, from: Iterable<number>): number {
  const keys = [...from];
  return keys.length === 0 || chance(random, 0.03) ? strangeKey : pick(random, keys);
}

function variablesOf(random: Random, withKey = false): string {
  const variables: Record<string, unknown> = withKey ? { key: 'k', x: random.integer(8), again: false, items: [1, 2] } : {};
  if (chance(random, 0.5)) variables['x'] = random.integer(8);
  if (chance(random, 0.3)) variables['again'] = chance(random, 0.5);
  if (chance(random, 0.1)) variables['items'] = pick(random, [[], [1], [1, 2, 3], 'no list']);
  if (chance(random, 0.05)) variables['x'] = 'no number';
  if (chance(random, 0.03)) variables['key'] = null;
  return JSON.stringify(variables);
}
