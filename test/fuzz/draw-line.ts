// Draws lines of a scenario for a random model: what both brokers understand, keys by name. It performs nothing.
import type { Random } from '../../broker/src/shell/platform/random.ts';
import type { Names } from '../conformance/runner/names.ts';
import { chance, pick, weighted } from './choice.ts';
import type { LiveKeys } from './live-keys.ts';
import { messageNames, signalNames, thrownSignal } from './model-xml.ts';
import type { RandomModel } from './random-model.ts';

/** What lines are drawn from. */
export interface LineSource {
  readonly random: Random;
  readonly model: RandomModel;
  readonly live: LiveKeys;
  readonly names: Names;
  /** How many flows wait at joins. */
  arrivals(): number;
}

/** Stands before every name that must be unique on a broker. */
export const runPrefix = 'RUN-';

type Draw = (source: LineSource) => string | undefined;

const draws: readonly (readonly [weight: number, draw: Draw])[] = [
  [10, completeJob],
  [2, failJob],
  [3, throwError],
  [4, publish],
  [2, signal],
  [2, setVariables],
  [2, resolve],
  [2, userTask],
  [2, ({ random }) => `activate ${runPrefix}work max=2 timeout=${pick(random, [86_400_000, 5_000])}`],
  [1.5, modify],
  [0.5, createLine],
  [0.5, createAtElements],
  [0.2, deployAgain],
  [0.3, cancel],
  [0.5, migrate],
  [0.3, ({ live, names, random }) => named(random, live.jobs, names, (job) => `retries ${job} 1`)],
  [0.5, ({ live, names, random }) => named(random, live.jobs, names, (job) => `timeout ${job} 5000`)],
];

/** One line; what it asks may be refused. */
export function randomLine(source: LineSource): string {
  for (;;) {
    const line = weighted(source.random, draws)(source);
    if (line !== undefined) return line;
  }
}

/** Starts an instance of the first process. */
export function createLine({ random, model }: LineSource): string {
  const variables = chance(random, 0.9) ? { key: 'k', x: random.integer(8), again: false, items: [1, 2] } : {};
  return `create ${model.processIds[0]} variables=${JSON.stringify(variables)}`;
}

function createAtElements(source: LineSource): string | undefined {
  const elements = activatable(source, 'p0-');
  if (elements.length === 0) return undefined;
  const start = Array.from({ length: 1 + source.random.integer(2) }, () => pick(source.random, elements));
  return `${createLine(source)} start=${start.join(',')}`;
}

/** The same model as a further version. */
function deployAgain({ names, model }: LineSource): string {
  const known = names.resources().filter((name) => name.includes(`:${model.processIds[0]}:`));
  return `deploy ${known.length + 1}`;
}

/** Lines that answer whatever waits now. */
export function answeringLines({ live, names, model }: LineSource): readonly string[] {
  const incidents = [...live.incidents].flatMap(([key, { jobKey, scopeKey }]) => [
    ...(jobKey > 0 ? [`retries ${nameOf(names, jobKey)} 1`] : []),
    `set ${nameOf(names, scopeKey)} variables={"key":"k","x":2,"again":false,"items":[1],"local":1} local`,
    `resolve ${nameOf(names, key)}`,
  ]);
  const jobs = [...live.jobs].map((key) => `complete ${nameOf(names, key)} variables={"again":false,"x":7}`);
  const tasks = [...live.userTasks].map((key) => `user-task complete ${nameOf(names, key)} {}`);
  const found = [...incidents, ...jobs, ...tasks].filter((line) => !line.includes('?'));
  if (found.length > 0) return found;
  const texts = `${model.xml}`;
  return [
    ...messageNames.filter((name) => texts.includes(`"message_${name}"`)).map((name) => `publish ${runPrefix}${name} key=k`),
    ...[...signalNames, thrownSignal].map((name) => `signal ${runPrefix}${name}`),
  ];
}

/** Lines that cancel whatever still runs. */
export function cancellingLines({ live, names }: LineSource): readonly string[] {
  return [...live.roots].map((key) => `cancel ${nameOf(names, key)}`);
}

function completeJob({ random, live, names }: LineSource): string | undefined {
  return named(random, live.jobs, names, (job) => `complete ${job} variables=${variablesOf(random)}`);
}

function failJob({ random, live, names }: LineSource): string | undefined {
  return named(random, live.jobs, names, (job) => {
    const backoff = chance(random, 0.3) ? ' backoff=5000' : '';
    return `fail ${job} retries=${random.integer(2)}${backoff} variables=${variablesOf(random)}`;
  });
}

/** On 8.6 an error thrown by the job of a message event is an internal error. */
function throwError({ random, live, names }: LineSource): string | undefined {
  const jobs = [...live.jobs].filter((key) => !/throwEvent|endEvent/i.test(nameOf(names, key)));
  const code = pick(random, ['e1', 'e2', 'unknown']);
  return named(random, jobs, names, (job) => `throw ${job} code=${code} variables=${variablesOf(random)}`);
}

function publish({ random }: LineSource): string {
  const ttl = chance(random, 0.5) ? ' ttl=3600000' : '';
  const id = chance(random, 0.2) ? ' id=once' : '';
  return `publish ${runPrefix}${pick(random, messageNames)} key=k${ttl}${id} variables=${variablesOf(random)}`;
}

function signal({ random }: LineSource): string {
  return `signal ${runPrefix}${pick(random, [...signalNames, thrownSignal])} variables=${variablesOf(random)}`;
}

function setVariables({ random, live, names }: LineSource): string | undefined {
  const local = chance(random, 0.5) ? ' local' : '';
  return named(random, live.elements.keys(), names, (name) => `set ${name} variables=${variablesOf(random)}${local}`);
}

function resolve({ random, live, names }: LineSource): string | undefined {
  return named(random, live.incidents.keys(), names, (name) => `resolve ${name}`);
}

/** An update never asks for what is there already: 8.6 calls that a change, too. */
function userTask({ random, live, names }: LineSource): string | undefined {
  const bodies: Readonly<Record<string, string>> = {
    complete: `{"variables":${variablesOf(random)}}`,
    assign: `{"assignee":"somebody","allowOverride":${chance(random, 0.5)}}`,
    unassign: '{}',
    update: `{"changeset":{"candidateGroups":["${random.integer(1_000_000)}"]}}`,
  };
  const action = pick(random, ['complete', 'complete', 'complete', 'assign', 'unassign', 'update']);
  return named(random, live.userTasks, names, (name) => `user-task ${action} ${name} ${bodies[action]}`);
}

/** Either activates or terminates, never both: 8.6 leaves an empty scope when one command ends the scope that it activates in. */
function modify(source: LineSource): string | undefined {
  const { random, live, names, model } = source;
  const [key, instanceKey] = live.elements.size === 0 ? [0, 0] : pick(random, [...live.elements]);
  const instance = nameOf(names, instanceKey);
  if (instance === '?') return undefined;
  const isCalled = !live.roots.has(instanceKey);
  // What 8.6 refuses to end in a called instance has lost its message subscriptions all the same.
  if (!isCalled && chance(random, 0.4)) {
    const name = nameOf(names, key);
    // A throw event of 8.6 waits for ever for a compensation handler that was ended by hand.
    const isHandler = model.xml.includes(`id="${name.split('#')[0]}" isForCompensation="true"`);
    return key === instanceKey || isHandler ? undefined : `modify ${instance} terminate=${name}`;
  }
  // On 8.6 an element activated by hand uses up a flow that waits at a join.
  if (source.arrivals() > 0) return undefined;
  const elements = activatable(source, `${instance.slice(runPrefix.length).split('#')[0]}-`);
  const instructions = Array.from({ length: 1 + random.integer(2) }, () => ({
    element: pick(random, elements),
    ...(chance(random, 0.3) ? { variables: JSON.parse(variablesOf(random)) as unknown } : {}),
  }));
  return `modify ${instance} activate=${JSON.stringify(instructions)}`;
}

/** On 8.6 a join that is activated by hand counts flows that were not taken, and inclusive gateways are not activated at all. */
function activatable({ model }: LineSource, prefix: string): readonly string[] {
  return model.elementIds.filter((id) => id.startsWith(prefix) && !/parallelGateway|inclusiveGateway|fork/.test(id));
}

function cancel({ random, live, names }: LineSource): string | undefined {
  return named(random, live.roots, names, (name) => `cancel ${name}`);
}

function migrate({ random, live, names, model }: LineSource): string | undefined {
  const pairs = model.elementIds.filter((id) => id.startsWith('p0-')).map((id) => `${id}:${id}`);
  const target = pick(
    random,
    names.resources().filter((name) => name.includes(`:${model.processIds[0]}:`)),
  );
  return named(random, live.roots, names, (name) => `migrate ${name} to=${target} map=${pairs.join(',')}`);
}

function nameOf(names: Names, key: number): string {
  return names.nameOf(String(key));
}

function named(random: Random, keys: Iterable<number>, names: Names, line: (name: string) => string): string | undefined {
  const found = [...keys].map((key) => nameOf(names, key)).filter((name) => name !== '?' && name !== '');
  return found.length === 0 ? undefined : line(pick(random, found));
}

/** The list of a loop is left alone: 8.6 stumbles over one that changes while the loop goes round. */
function variablesOf(random: Random): string {
  const variables: Record<string, unknown> = {};
  if (chance(random, 0.5)) variables['x'] = random.integer(8);
  if (chance(random, 0.3)) variables['again'] = chance(random, 0.5);
  if (chance(random, 0.05)) variables['x'] = 'no number';
  if (chance(random, 0.03)) variables['key'] = null;
  return JSON.stringify(variables);
}
