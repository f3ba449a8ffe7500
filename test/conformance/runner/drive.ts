// Runs one scenario against one broker, waits until it is quiet after every step, and gives the trace. It judges nothing.
import { CancelProcessInstanceRequest, DeleteResourceRequest, type GatewayClient } from '@millrace/proto/gateway';
import type { CommandsClient } from '@millrace/proto/v1/commands';
import { type Command, commands } from './commands.ts';
import { ask, type Outcome } from './gateway.ts';
import { createNames, type Names } from './names.ts';
import { normalise, type TraceEvent, withoutDigits, withoutKeys } from './normalise.ts';
import type { LogRecord } from './record.ts';
import type { Scenario, Step } from './scenario.ts';
import type { Trace, TracedStep } from './trace.ts';

/** The broker that a scenario is driven against. */
export interface Target {
  readonly client: GatewayClient;
  /** Our own services; absent on the reference. */
  readonly own?: CommandsClient;
  /** Where models are looked for, in this order. */
  readonly modelsUrls: readonly URL[];
  /** Lets time go by: by the clock on ours, really on the reference, where `realMs` says how long if the usual grace is too much. */
  wait(ms: number, realMs: number | undefined): Promise<void>;
  /** Waits until the broker is quiet, and gives all records since the last call. */
  settle(): Promise<readonly LogRecord[]>;
  /** Acts on a native user task: the gateway protocol has no call for it. */
  actOnUserTask(step: Step, names: Names): Promise<Outcome<unknown>>;
  /** Waits for an answer, where time must be moved for it to come. */
  answered<T>(outcome: Promise<T>): Promise<T>;
  /** Verbs beside the usual ones, or instead of them. */
  readonly verbs?: Readonly<Record<string, Command>>;
  /** What the trace says it was recorded on. */
  readonly version: string;
}

/** What a run needs of a target to perform steps one by one. */
export type Stage = Pick<Target, 'client' | 'own' | 'modelsUrls' | 'wait' | 'actOnUserTask' | 'answered' | 'verbs'>;

/** One run of a scenario, step by step: whoever drives it decides when the broker is quiet, and which records belong to it. */
export interface Run {
  readonly names: Names;
  /** Asks the broker what the step wants, with the word of this run for `${run}`. */
  perform(step: Step): Promise<Outcome<unknown>>;
  /** What the step came to, with the records written since the one before; RUN stands for the word of this run. */
  traced(step: Step, outcome: Outcome<unknown>, records: readonly LogRecord[]): TracedStep;
}

/** Begins a run; `word` must be unique on the broker. */
export function openRun(target: Stage, word: string): Run {
  const names = createNames();
  const pending = new Map<string, Promise<Outcome<unknown>>>();
  return {
    names,
    perform: (step) => perform(withRun(step, word), target, names, pending),
    traced(step, outcome, records) {
      names.learn(records);
      const found = trace(step, outcome, normalise(records, names, processIds(names)), names);
      return JSON.parse(JSON.stringify(found).replaceAll(word, 'RUN')) as TracedStep;
    },
  };
}

/** Runs the steps, then cancels what still runs and deletes what was deployed, so that the next scenario finds a clean broker. */
export async function drive(scenario: Scenario, target: Target): Promise<Trace> {
  const run = openRun(target, `run${Date.now().toString(36)}`);
  const seen: LogRecord[] = [];
  const steps: TracedStep[] = [];
  await target.settle();
  try {
    for (const step of scenario.steps) {
      const outcome = await run.perform(step);
      const records = await target.settle();
      seen.push(...records);
      steps.push(run.traced(step, outcome, records));
    }
  } finally {
    await clean(target, run.names, seen);
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
  target: Stage,
  names: Names,
  pending: Map<string, Promise<Outcome<unknown>>>,
): Promise<Outcome<unknown>> {
  if (step.verb === 'wait') {
    const realMs = step.named.get('real');
    await target.wait(Number(step.words[0]), realMs === undefined ? undefined : Number(realMs));
    return { status: 'OK', message: '' };
  }
  if (step.verb === 'await') {
    const outcome = pending.get(step.words[0] ?? '');
    return outcome === undefined ? { status: 'NOTHING_PENDING', message: '' } : target.answered(outcome);
  }
  if (step.verb === 'user-task') return target.answered(target.actOnUserTask(step, names));
  const command = target.verbs?.[step.verb] ?? commands[step.verb];
  if (command === undefined) throw new Error(`Expected to know the verb of line ${step.line}, but "${step.verb}" is none`);
  const outcome = command(step, { client: target.client, own: target.own, names, modelsUrls: target.modelsUrls });
  if (!step.words.includes('background')) return target.answered(outcome);
  pending.set(step.words[0] ?? '', outcome);
  return { status: 'PENDING', message: '' };
}

async function clean(target: Target, names: Names, seen: readonly LogRecord[]): Promise<void> {
  const { client } = target;
  for (const record of seen) {
    const { intent, value, valueType, key } = record;
    const isRoot = value['bpmnElementType'] === 'PROCESS' && Number(value['parentProcessInstanceKey']) <= 0;
    if (valueType !== 'PROCESS_INSTANCE' || intent !== 'ELEMENT_ACTIVATING' || !isRoot) continue;
    await ask((...rest) => client.cancelProcessInstance(CancelProcessInstanceRequest.fromPartial({ processInstanceKey: key }), ...rest));
  }
  await target.settle();
  for (const name of names.resources()) {
    if (name.startsWith('decision:')) continue;
    const resourceKey = names.keyOf(name) ?? '0';
    await ask((...rest) => client.deleteResource(DeleteResourceRequest.fromPartial({ resourceKey }), ...rest));
  }
  await target.settle();
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
