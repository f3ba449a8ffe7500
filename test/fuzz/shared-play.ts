// Plays what a seed draws - or what was drawn once - on a broker of ours in memory, as a scenario that the reference can play, too. It compares nothing.
import { createSeededRandom } from '../../broker/src/shell/platform/random.ts';
import { type Command, deployResources, word } from '../conformance/runner/commands.ts';
import { openRun, type Run, type Stage } from '../conformance/runner/drive.ts';
import { parseScenarios, type Scenario, type Step } from '../conformance/runner/scenario.ts';
import type { Trace, TracedStep } from '../conformance/runner/trace.ts';
import { actOnOurUserTask } from '../conformance/runner/user-task.ts';
import { type LocalBroker, openLocalBroker } from '../scenarios/driver/local-broker.ts';
import { answeringLines, cancellingLines, createLine, type LineSource, randomLine, runPrefix } from './draw-line.ts';
import { noLiveKeys, observe } from './live-keys.ts';
import { randomModel } from './random-model.ts';

/** A model and what is asked, for any broker. */
export interface SharedPlay {
  readonly seed: number;
  readonly xml: string;
  readonly lines: readonly string[];
}

/** What ours did with it. */
export interface OurPlay extends SharedPlay {
  readonly trace: Trace;
  readonly faults: readonly string[];
}

/** Every so many steps is one in which time goes on, the same ones for all seeds: many of them share one clock on the reference. */
const stepsPerWait = 5;
const waitLine = 'wait 10000';
const answeringMax = 40;

/** The word that stands for a run in names. */
const runWord = runPrefix.slice(0, -1);

/** How long a play is. */
export interface PlaySize {
  /** Elements of the model, about. */
  readonly elements: number;
  /** Random commands. */
  readonly commands: number;
}

/** A line that is not drawn from this place among the lines on: there it led to a difference that is known. */
export interface Avoided {
  readonly from: number;
  readonly line: string;
}

/** Draws a model and commands, and plays them while they are drawn. With other lines avoided it is the same play up to there. */
export async function drawAndPlay(seed: number, size: PlaySize, avoided: readonly Avoided[] = []): Promise<OurPlay> {
  const random = createSeededRandom(seed);
  const model = randomModel(random, size.elements, { isShared: true, prefix: runPrefix });
  const local = openOurs(model.xml, seed);
  const { run, perform, lines, steps, broker } = local;
  const live = noLiveKeys();
  const arrivals = (): number => broker.engines.reduce((sum, { engine }) => sum + (engine.state.tables.get(2)?.size ?? 0), 0);
  const source: LineSource = { random, model, live, names: run.names, arrivals };
  const next = async (line: string): Promise<void> => {
    while (lines.length % stepsPerWait === stepsPerWait - 1) observe(live, await perform(waitLine));
    if (avoided.some(({ from, line: known }) => known === line && lines.length >= from)) return;
    observe(live, await perform(line));
  };
  await next('deploy 1');
  if (steps[0]?.status === 'OK') {
    await next('deploy 2');
    await next(createLine(source));
    for (let left = size.commands; left > 0; left -= 1) await next(live.roots.size === 0 ? createLine(source) : randomLine(source));
    for (let left = answeringMax; left > 0 && live.roots.size > 0; ) {
      for (const line of answeringLines(source)) {
        await next(line);
        left -= 1;
      }
    }
    for (const line of cancellingLines(source)) await next(line);
  }
  return { seed, xml: model.xml, lines, trace: traceOf(seed, steps), faults: broker.faults() };
}

/** Plays what was drawn before. */
export async function playOnOurs({ seed, xml, lines }: SharedPlay): Promise<OurPlay> {
  const { perform, steps, broker } = openOurs(xml, seed);
  for (const line of lines) await perform(line);
  return { seed, xml, lines, trace: traceOf(seed, steps), faults: broker.faults() };
}

/** The scenario of a play: `${run}` stands for what is unique for a run. */
export function scenarioOf({ seed, lines }: SharedPlay): Scenario {
  const text = lines.map((line) => line.replaceAll(runWord, '${run}')).join('\n');
  const found = parseScenarios('fuzz', `scenario ${nameOfSeed(seed)}\n${text}`)[0];
  if (found === undefined) throw new Error('Expected a scenario');
  return found;
}

/** The verb that deploys the model; the number behind it makes a further version. `order` is what the broker wants of it. */
export function deployVerb(xml: string, word_: string): Command {
  return (step, context) => {
    const content = Buffer.from(`${xml.replaceAll(runWord, word_)}${'\n'.repeat(Number(word(step, 0)))}`);
    return deployResources([{ name: `${word_}.bpmn`, content }], context);
  };
}

function nameOfSeed(seed: number): string {
  return `seed-${seed}`;
}

function traceOf(seed: number, steps: readonly TracedStep[]): Trace {
  return { scenario: nameOfSeed(seed), about: '', recorded: 'Millrace', steps };
}

interface Ours {
  readonly broker: LocalBroker;
  readonly run: Run;
  readonly lines: string[];
  readonly steps: TracedStep[];
  perform(line: string): ReturnType<LocalBroker['settle']>;
}

function openOurs(xml: string, seed: number): Ours {
  const broker = openLocalBroker({ seed });
  const { client, own } = broker;
  const stage: Stage = {
    client,
    own,
    modelsUrls: [],
    wait: (ms) => broker.wait(ms),
    answered: (outcome) => broker.answered(outcome),
    actOnUserTask: (step, names) => actOnOurUserTask(step, own, names),
    verbs: { deploy: deployVerb(xml, runWord) },
  };
  const run = openRun(stage, runWord);
  const lines: string[] = [];
  const steps: TracedStep[] = [];
  const perform = async (line: string): ReturnType<LocalBroker['settle']> => {
    lines.push(line);
    const step: Step = scenarioStep(seed, line);
    const outcome = await run.perform(step);
    const records = await broker.settle();
    steps.push(run.traced(step, outcome, records));
    return records;
  };
  return { broker, run, lines, steps, perform };
}

function scenarioStep(seed: number, line: string): Step {
  const step = scenarioOf({ seed, xml: '', lines: [line] }).steps[0];
  if (step === undefined) throw new Error(`Expected a step, but "${line}" is none`);
  return step;
}
