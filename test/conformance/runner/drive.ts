// Runs one scenario against one broker, waits until it is quiet after every step, and gives the trace. It judges nothing.
import { setTimeout as sleep } from 'node:timers/promises';
import { CancelProcessInstanceRequest, DeleteResourceRequest, type GatewayClient } from '@millrace/proto/gateway';
import { commands } from './commands.ts';
import { ask, type Outcome } from './gateway.ts';
import { createNames, type Names } from './names.ts';
import { normalise, type TraceEvent, withoutDigits, withoutKeys } from './normalise.ts';
import type { LogRecord, RecordSource } from './record.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Trace, TracedStep } from './trace.ts';
import { actOnUserTask } from './user-task.ts';

/** The broker that a scenario is driven against. */
export interface Target {
  readonly client: GatewayClient;
  readonly records: RecordSource;
  readonly modelsUrl: URL;
  /** Lets time go by: by the clock on ours, really on the reference, where `realMs` says how long if the usual grace is too much. */
  wait(ms: number, realMs: number | undefined): Promise<void>;
  /** Root of the HTTP interface for native user tasks. */
  readonly restUrl: string;
  /** How long the broker must write nothing to count as quiet, between two looks. */
  readonly quietGapMs: number;
  /** What the trace says it was recorded on. */
  readonly version: string;
}

// No instance has this key, so cancelling it leaves one refused command in the log: what is older has been processed and written.
const markerKey = 4503599627370495n;
const quietRounds = 2;
const roundsMax = 200;
const pollMs = 10;
const markerWaitMs = 3_000;

/** Runs the steps, then cancels what still runs and deletes what was deployed, so that the next scenario finds a clean broker. */
export async function drive(scenario: Scenario, target: Target): Promise<Trace> {
  const names = createNames();
  const run = `run${Date.now().toString(36)}`;
  const pending = new Map<string, Promise<Outcome<unknown>>>();
  const seen: LogRecord[] = [];
  const steps: TracedStep[] = [];
  await settle(target);
  try {
    for (const raw of scenario.steps) {
      const step = withRun(raw, run);
      const outcome = await perform(step, target, names, pending);
      const records = await settle(target);
      seen.push(...records);
      names.learn(records);
      const traced = trace(raw, outcome, normalise(records, names, processIds(names)), names);
      steps.push(JSON.parse(JSON.stringify(traced).replaceAll(run, 'RUN')) as TracedStep);
    }
  } finally {
    await clean(target, names, seen);
  }
  return { scenario: scenario.name, about: scenario.about, recorded: target.version, steps };
}

function trace({ text }: Step, { status, message, answer }: Outcome<unknown>, events: readonly TraceEvent[], names: Names): TracedStep {
  return {
    step: text,
    status,
    ...(message === '' ? {} : { message: withoutDigits(message) }),
    ...(answer === undefined ? {} : { answer: plain(withoutKeys('', answer, names)) }),
    events,
  };
}

async function perform(
  step: Step,
  target: Target,
  names: Names,
  pending: Map<string, Promise<Outcome<unknown>>>,
): Promise<Outcome<unknown>> {
  if (step.verb === 'wait') {
    const realMs = step.named.get('real');
    await target.wait(Number(step.words[0]), realMs === undefined ? undefined : Number(realMs));
    return { status: 'OK', message: '' };
  }
  if (step.verb === 'await') return (await pending.get(step.words[0] ?? '')) ?? { status: 'NOTHING_PENDING', message: '' };
  if (step.verb === 'user-task') return actOnUserTask(step, target.restUrl, names);
  const command = commands[step.verb];
  if (command === undefined) throw new Error(`Expected to know the verb of line ${step.line}, but "${step.verb}" is none`);
  const outcome = command(step, { client: target.client, names, modelsUrl: target.modelsUrl });
  if (!step.words.includes('background')) return outcome;
  pending.set(step.words[0] ?? '', outcome);
  return { status: 'PENDING', message: '' };
}

/** Waits until markers come back with nothing between them, and gives all records since the last call. */
async function settle({ client, records, quietGapMs }: Target): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  let calm = 0;
  for (let round = 0; calm < quietRounds && round < roundsMax; round += 1) {
    await ask((...rest) =>
      client.cancelProcessInstance(CancelProcessInstanceRequest.fromPartial({ processInstanceKey: markerKey }), ...rest),
    );
    const batch = await untilMarker(records);
    found.push(...batch);
    calm = batch.length === 0 ? calm + 1 : 0;
    await sleep(quietGapMs);
  }
  return found;
}

async function untilMarker(records: RecordSource): Promise<readonly LogRecord[]> {
  const found: LogRecord[] = [];
  for (let waitedMs = 0; waitedMs < markerWaitMs; waitedMs += pollMs) {
    const batch = await records.next();
    found.push(...batch.filter((record) => !isMarker(record)));
    if (batch.some((record) => isMarker(record) && record.recordType === 'COMMAND_REJECTION')) return found;
    await sleep(pollMs);
  }
  throw new Error(`Expected to read the marker's refusal from the records within ${markerWaitMs} ms, but it did not come`);
}

function isMarker(record: LogRecord): boolean {
  return BigInt(record.key) === markerKey;
}

async function clean(target: Target, names: Names, seen: readonly LogRecord[]): Promise<void> {
  const { client } = target;
  for (const record of seen) {
    const { intent, value, valueType, key } = record;
    const isRoot = value['bpmnElementType'] === 'PROCESS' && Number(value['parentProcessInstanceKey']) <= 0;
    if (valueType !== 'PROCESS_INSTANCE' || intent !== 'ELEMENT_ACTIVATING' || !isRoot) continue;
    await ask((...rest) => client.cancelProcessInstance(CancelProcessInstanceRequest.fromPartial({ processInstanceKey: key }), ...rest));
  }
  await settle(target);
  for (const name of names.resources()) {
    if (name.startsWith('decision:')) continue;
    const resourceKey = names.keyOf(name) ?? '0';
    await ask((...rest) => client.deleteResource(DeleteResourceRequest.fromPartial({ resourceKey }), ...rest));
  }
  await settle(target);
}

function processIds(names: Names): ReadonlySet<string> {
  return new Set(
    names
      .resources()
      .filter((name) => name.startsWith('process:'))
      .map((name) => name.slice('process:'.length, name.lastIndexOf(':'))),
  );
}

function withRun(step: Step, run: string): Step {
  const replace = (text: string): string => text.replaceAll('${run}', run);
  return {
    ...step,
    words: step.words.map(replace),
    named: new Map([...step.named].map(([name, value]) => [name, replace(value)])),
  };
}

/** Answers carry a version only in relation to the resource's name, which has it already. */
function plain(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const { version: _, decisionVersion: __, ...rest } = answer as Record<string, unknown>;
  return rest;
}
