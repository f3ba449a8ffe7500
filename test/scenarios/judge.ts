// Plays a scenario and says in words what is wrong with it: statuses, the difference to what is expected, faults, leftovers. It rewrites only when asked.
import { mkdir } from 'node:fs/promises';
import knownDifferences from '../conformance/known-differences.json' with { type: 'json' };
import { compare } from '../conformance/runner/compare.ts';
import type { Scenario } from '../conformance/runner/scenario.ts';
import { readTrace, type Trace, writeTrace } from '../conformance/runner/trace.ts';
import type { ScenarioFile } from './expectation.ts';
import { play } from './play.ts';

/** The verdict on one scenario. */
export interface Verdict {
  readonly trace: Trace;
  /** What is wrong; empty is good. */
  readonly complaints: readonly string[];
}

const known: Readonly<Record<string, string>> = knownDifferences;

/** Judges one; with `rewrite` the expectation of an own scenario is what happened now. */
export async function judge(file: ScenarioFile, scenario: Scenario, rewrite: boolean): Promise<Verdict> {
  const { trace, faults } = await play(scenario);
  const url = file.expectedUrl(scenario.name);
  if (rewrite && !file.isRecorded) {
    await mkdir(new URL('.', url), { recursive: true });
    await writeTrace(url, trace);
  }
  const isKnown = file.isRecorded && known[scenario.name] !== undefined;
  const complaints = [...faults, ...(isKnown ? [] : [...statusComplaints(scenario, trace), ...(await difference(url, scenario, trace))])];
  return { trace, complaints };
}

async function difference(url: URL, scenario: Scenario, trace: Trace): Promise<string[]> {
  const expected = await readTrace(url);
  if (expected === undefined) return ['there is no expected trace; REWRITE=1 npm run scenario FILE writes it'];
  const found = compare(expected, trace, scenario.order);
  return found === undefined ? [] : [found];
}

function statusComplaints(scenario: Scenario, { steps }: Trace): string[] {
  return scenario.steps.flatMap(({ text, named }, index) => {
    const [wanted, got] = [named.get('expect') ?? '', steps[index]?.status];
    return wanted === '' || wanted === got ? [] : [`"${text}" came to ${got}: ${steps[index]?.message ?? ''}`];
  });
}
