// Plays many scenarios at once on a reference broker: step by step together, one clock for all, records told apart by the words of their runs. It compares
// nothing.
import type { Outcome } from '../conformance/runner/gateway.ts';
import { openGateway } from '../conformance/runner/gateway.ts';
import { openRun, type Run, type Stage } from '../conformance/runner/drive.ts';
import { settleByMarker } from '../conformance/runner/quiet.ts';
import { createLogSource, type LogRecord, type RecordSource } from '../conformance/runner/record.ts';
import { stopClock } from '../conformance/runner/reference-clock.ts';
import type { Step } from '../conformance/runner/scenario.ts';
import type { Trace, TracedStep } from '../conformance/runner/trace.ts';
import { actOnUserTask } from '../conformance/runner/user-task.ts';
import { deployVerb, scenarioOf, type SharedPlay } from './shared-play.ts';

/** Where the reference is: its gateway, the file with its records, its HTTP interface, and its clock that must be controlled from outside. */
export interface ReferenceAddress {
  readonly gateway: string;
  readonly log: string;
  readonly rest: string;
  readonly clock: string;
}

/** A reference that plays batches. */
export interface Reference {
  /** Plays all of them; the traces in the same order. */
  play(plays: readonly SharedPlay[]): Promise<readonly Trace[]>;
  close(): void;
}

/** How long nothing must happen for it to be quiet. */
const quietMs = 30;
const callsMax = 6;
const version = 'Zeebe 8.6.0';

/** Connects, and stops the broker's clock. */
export async function openReference(address: ReferenceAddress): Promise<Reference> {
  const client = openGateway(address.gateway);
  const records: RecordSource = createLogSource(address.log);
  const base = `r${Date.now().toString(36)}`;
  let batches = 0;
  const clock = await stopClock(address.clock);
  const stageOf = ({ xml }: SharedPlay, word: string): Stage => ({
    client,
    modelsUrls: [],
    wait: () => Promise.resolve(),
    answered: (outcome) => outcome,
    actOnUserTask: (step, names) => actOnUserTask(step, address.rest, names),
    verbs: { deploy: deployVerb(flowsReversed(xml), word) },
  });
  return {
    close: () => client.close(),
    async play(plays) {
      await settleByMarker(client, records, quietMs);
      // Words are new for each batch: a seed may be played again.
      batches += 1;
      const runs = plays.map((play) => openPlaying(play, `${base}b${batches}x${play.seed}z`, stageOf));
      const owners = createOwners(new Map(runs.map((run) => [run.word, run])));
      const last = Math.max(...runs.map(({ steps }) => steps.length));
      for (let index = 0; index < last; index += 1) {
        const active = runs.filter(({ steps, isLost }) => index < steps.length && !isLost);
        const waits = new Set(active.map(({ steps }) => waitOf(steps[index])));
        if (waits.size > 1) throw new Error('Expected all to wait at the same step, but they do not');
        for (const ms of waits) if (ms > 0) await clock.forward(ms);
        await inTurn(active, callsMax, (run) => run.perform(index));
        owners.sort(await settleByMarker(client, records, quietMs));
        for (const run of active) run.take(index);
      }
      return runs.map(({ trace }) => trace());
    },
  };
}

/** How long a step lets time go on; 0 for all others. */
function waitOf(step: Step | undefined): number {
  return step?.verb === 'wait' ? Number(step.words[0]) : 0;
}

interface Playing {
  readonly word: string;
  readonly steps: readonly Step[];
  readonly inbox: LogRecord[];
  /** A step spoke of something that is not there: what follows is of no use. */
  isLost: boolean;
  perform(index: number): Promise<void>;
  take(index: number): void;
  trace(): Trace;
}

function openPlaying(play: SharedPlay, word: string, stageOf: (play: SharedPlay, word: string) => Stage): Playing {
  const { steps, name } = scenarioOf(play);
  const run: Run = openRun(stageOf(play, word), word);
  const traced: TracedStep[] = [];
  let outcome: Outcome<unknown> = { status: 'OK', message: '' };
  const playing: Playing = {
    word,
    steps,
    inbox: [],
    isLost: false,
    async perform(index) {
      const step = steps[index];
      if (step === undefined) return;
      outcome = await Promise.resolve()
        .then(() => run.perform(step))
        .catch((error: unknown) => {
          playing.isLost = true;
          return { status: 'LOST', message: String(error) };
        });
    },
    take(index) {
      const step = steps[index];
      if (step !== undefined) traced.push(run.traced(step, outcome, playing.inbox.splice(0)));
    },
    trace: () => ({ scenario: name, about: '', recorded: version, steps: traced }),
  };
  return playing;
}

interface Owners {
  /** Hands each record to the run that it belongs to. */
  sort(records: readonly LogRecord[]): void;
}

const keyFields = ['processInstanceKey', 'scopeKey', 'elementInstanceKey', 'processDefinitionKey'];

function createOwners(byWord: ReadonlyMap<string, Playing>): Owners {
  const byKey = new Map<number, Playing>();
  const ownerOf = ({ key, value }: LogRecord): Playing | undefined => {
    const word = /r[a-z0-9]+x\d+z/.exec(JSON.stringify(value))?.[0];
    const known = word === undefined ? undefined : byWord.get(word);
    return known ?? keyFields.map((field) => byKey.get(Number(value[field]))).find((owner) => owner !== undefined) ?? byKey.get(key);
  };
  return {
    sort(records) {
      for (const record of records) {
        const owner = ownerOf(record);
        if (owner === undefined) continue;
        if (record.valueType === 'PROCESS_INSTANCE' || record.valueType === 'JOB') byKey.set(record.key, owner);
        owner.inbox.push(record);
      }
    },
  };
}

/** 8.6 takes the flows of a fork from the last in the file to the first, ours as they stand. */
function flowsReversed(xml: string): string {
  const lines: string[] = [];
  let flows: string[] = [];
  for (const line of [...xml.split('\n'), '']) {
    if (line.startsWith('<bpmn:sequenceFlow')) {
      flows.push(line);
      continue;
    }
    lines.push(...flows.reverse(), line);
    flows = [];
  }
  return lines.join('\n');
}

async function inTurn<T>(items: readonly T[], atOnce: number, run: (item: T) => Promise<void>): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
