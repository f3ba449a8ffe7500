// Plays a random model with random commands and says what went wrong: faults of the engine, instances that cannot be ended, rows left behind.
import {
  CancelProcessInstanceRequest,
  CompleteJobRequest,
  DeleteResourceRequest,
  DeployResourceRequest,
  type DeployResourceResponse,
  PublishMessageRequest,
  ResolveIncidentRequest,
  SetVariablesRequest,
  UpdateJobRetriesRequest,
  BroadcastSignalRequest,
} from '@millrace/proto/gateway';
import { CompleteUserTaskRequest } from '@millrace/proto/v1/commands';
import type { State } from '../../broker/src/core/engine/state/state.ts';
import { createSeededRandom } from '../../broker/src/shell/platform/random.ts';
import { ask } from '../conformance/runner/gateway.ts';
import { type LocalBroker, openLocalBroker } from '../scenarios/driver/local-broker.ts';
import type { Tamper } from '../scenarios/driver/checked-engine.ts';
import { pick } from './choice.ts';
import { type LiveKeys, noLiveKeys, observe } from './live-keys.ts';
import { messageNames, signalNames, thrownSignal } from './model-xml.ts';
import { create, type Play, randomCommand } from './random-command.ts';
import { type RandomModel, randomModel } from './random-model.ts';

/** How hard one seed is played. */
export interface FuzzOptions {
  /** Elements of the model, about. Default 20. */
  readonly size?: number;
  /** Commands before the end. Default 40. */
  readonly commands?: number;
  /** Plants a bug. */
  readonly tamper?: Tamper;
}

/** What came of a seed. */
export interface FuzzResult {
  /** What is wrong; empty is good. */
  readonly faults: readonly string[];
  readonly xml: string;
  readonly commands: readonly string[];
  /** Steps of the engine. */
  readonly steps: number;
  /** Whether every instance came to its end without being cancelled. */
  readonly finished: boolean;
}

/** Models drawn until one can be deployed. */
const drawsMax = 20;
/** Rounds of answering everything that waits. */
const roundsMax = 60;
/** Rounds without any element beginning or ending after which nothing will. */
const idleRounds = 3;
const roundMs = 3_600_000;
/**
 * Elements up to which everything is answered. A model may beget more than it ends, rightly: when each answered job makes a condition true again whose handler
 * runs beside, and holds jobs of its own. Then the rest is cancelled.
 */
const answeredElementsMax = 300;
const afterwardsMs = 30 * 24 * 3_600_000;

/** Plays a seed. */
export async function playSeed(seed: number, options: FuzzOptions = {}): Promise<FuzzResult> {
  const random = createSeededRandom(seed);
  const broker = openLocalBroker({
    seed,
    followUpsMax: pick(random, [1, 5, 200]),
    ...(options.tamper === undefined ? {} : { tamper: options.tamper }),
  });
  const live = noLiveKeys();
  const { model, definitionKeys } = await deployable(broker, () => randomModel(random, options.size ?? 20));
  const play: Play = { random, broker, model, live, definitionKeys };
  const commands: string[] = [];
  const perform = async ({ text, run }: ReturnType<typeof randomCommand>): Promise<void> => {
    commands.push(text);
    await broker.answered(run());
    observe(live, await broker.settle());
  };
  await perform(create(play));
  for (let left = options.commands ?? 40; left > 0 && broker.faults().length === 0; left -= 1) {
    await perform(live.roots.size === 0 ? create(play) : randomCommand(play));
  }
  const faults: string[] = [];
  const end = await finish(play, commands);
  if (end === 'waiting' && broker.faults().length === 0 && !mayWait(broker)) faults.push(stuck(broker));
  await cancelAll(broker, live);
  if (broker.faults().length === 0 && live.roots.size > 0) faults.push(`instances ${[...live.roots].join(', ')} could not be cancelled`);
  await afterwards(broker, definitionKeys);
  faults.unshift(...broker.faults());
  if (faults.length === 0) faults.push(...broker.leftovers());
  const steps = broker.engines.reduce((sum, engine) => sum + engine.steps(), 0);
  return { faults, xml: model.xml, commands, steps, finished: end === 'finished' };
}

async function deployable(
  broker: LocalBroker,
  draw: () => RandomModel,
): Promise<{ readonly model: RandomModel; readonly definitionKeys: readonly bigint[] }> {
  for (let left = drawsMax; left > 0; left -= 1) {
    const model = draw();
    const first = await deploy(broker, model.xml);
    if (first.length === 0) continue;
    // The same once more with another text, as a second version to migrate to.
    const second = await deploy(broker, `${model.xml}\n`);
    await broker.settle();
    return { model, definitionKeys: [...first, ...second] };
  }
  throw new Error(`Expected to draw a model that can be deployed within ${drawsMax} tries`);
}

async function deploy(broker: LocalBroker, xml: string): Promise<readonly bigint[]> {
  const request = DeployResourceRequest.fromPartial({ resources: [{ name: 'fuzz.bpmn', content: Buffer.from(xml) }] });
  const { answer } = await broker.answered(
    ask<DeployResourceResponse>((metadata, options, callback) => broker.client.deployResource(request, metadata, options, callback)),
  );
  return (answer?.deployments ?? []).flatMap(({ process }) => (process === undefined ? [] : [process.processDefinitionKey]));
}

/** Answers everything that waits until nothing is left, or nothing moves any more. */
async function finish({ broker, live }: Play, commands: string[]): Promise<'finished' | 'busy' | 'waiting'> {
  commands.push('finish');
  const all = async (run: () => Promise<unknown>): Promise<void> => {
    await broker.answered(run());
    observe(live, await broker.settle());
  };
  let idle = 0;
  const isManageable = (): boolean => live.roots.size > 0 && live.elements.size <= answeredElementsMax;
  for (let round = 0; isManageable() && round < roundsMax && idle < idleRounds; round += 1) {
    const before = [...live.elements.keys()].join();
    for (const [incidentKey, { jobKey, scopeKey }] of [...live.incidents]) {
      const retries = UpdateJobRetriesRequest.fromPartial({ jobKey, retries: 1 });
      if (jobKey > 0) await all(() => ask((...rest) => broker.client.updateJobRetries(retries, ...rest)));
      const variables = JSON.stringify({ key: 'k', x: 2, again: false, items: [1], local: 1 });
      const set = SetVariablesRequest.fromPartial({ elementInstanceKey: scopeKey, variables, local: true });
      await all(() => ask((...rest) => broker.client.setVariables(set, ...rest)));
      const request = ResolveIncidentRequest.fromPartial({ incidentKey });
      await all(() => ask((...rest) => broker.client.resolveIncident(request, ...rest)));
    }
    for (const jobKey of [...live.jobs]) {
      const request = CompleteJobRequest.fromPartial({ jobKey, variables: '{"again":false,"x":7}' });
      await all(() => ask((...rest) => broker.client.completeJob(request, ...rest)));
    }
    for (const userTaskKey of [...live.userTasks]) {
      const request = CompleteUserTaskRequest.fromPartial({ userTaskKey });
      await all(() => ask((...rest) => broker.own.completeUserTask(request, ...rest)));
    }
    await all(() => broker.wait(roundMs));
    for (const name of messageNames) {
      const request = PublishMessageRequest.fromPartial({ name, correlationKey: 'k' });
      await all(() => ask((...rest) => broker.client.publishMessage(request, ...rest)));
    }
    for (const signalName of [...signalNames, thrownSignal]) {
      const request = BroadcastSignalRequest.fromPartial({ signalName });
      await all(() => ask((...rest) => broker.client.broadcastSignal(request, ...rest)));
    }
    for (const elementInstanceKey of [...live.elements.keys()]) {
      const variables = `{"x":${6 + (round % 2)},"again":false}`;
      const request = SetVariablesRequest.fromPartial({ elementInstanceKey, variables, local: true });
      await all(() => ask((...rest) => broker.client.setVariables(request, ...rest)));
    }
    idle = [...live.elements.keys()].join() === before ? idle + 1 : 0;
  }
  return live.roots.size === 0 ? 'finished' : idle < idleRounds ? 'busy' : 'waiting';
}

/**
 * What may wait for ever, as BPMN wants it: a parallel join whose other path has ended elsewhere, an ad-hoc sub-process in which nothing was activated, an
 * incident that comes again, an element whose every message goes to another one of the same process.
 */
function mayWait(broker: LocalBroker): boolean {
  return broker.engines.some(({ engine: { state } }) => {
    const rows = [...state.elements.table.entries()].map(([, row]) => row);
    const isEmpty = (key: number): boolean => !rows.some(({ flowScopeKey }) => flowScopeKey === key);
    const hasEmptyAdHoc = rows.some(({ elementType, key }) => elementType === 'AD_HOC_SUB_PROCESS' && isEmpty(key));
    return hasEmptyAdHoc || (state.tables.get(2)?.size ?? 0) > 0 || state.incidents.table.size > 0 || isOutrun(state);
  });
}

/** A message goes once to each process, to its element that began first: one that goes on waiting takes every message before those inside it. */
function isOutrun({ messageSubscriptions }: State): boolean {
  return [...messageSubscriptions.table.entries()].some(([key, { value }]) => {
    const first = messageSubscriptions.firstFree(value.tenantId, value.messageName, value.correlationKey, value.bpmnProcessId);
    return first !== undefined && first !== key && messageSubscriptions.get(first)?.value.interrupting === false;
  });
}

function stuck(broker: LocalBroker): string {
  const rows = broker.engines.flatMap(({ engine }) => [...engine.state.elements.table.entries()]);
  const text = rows.map(([key, { elementId, state, flowScopeKey }]) => `${key} ${elementId} ${state} in ${flowScopeKey}`);
  return `the instance does not end, whatever is answered:\n  ${text.join('\n  ')}`;
}

async function cancelAll(broker: LocalBroker, live: LiveKeys): Promise<void> {
  for (const processInstanceKey of [...live.roots]) {
    const request = CancelProcessInstanceRequest.fromPartial({ processInstanceKey });
    await broker.answered(ask((...rest) => broker.client.cancelProcessInstance(request, ...rest)));
    observe(live, await broker.settle());
  }
}

async function afterwards(broker: LocalBroker, definitionKeys: readonly bigint[]): Promise<void> {
  for (const resourceKey of definitionKeys) {
    const request = DeleteResourceRequest.fromPartial({ resourceKey });
    await broker.answered(ask((...rest) => broker.client.deleteResource(request, ...rest)));
  }
  await broker.wait(afterwardsMs);
  await broker.settle();
}
