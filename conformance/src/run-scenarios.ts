// Runs scenarios against a client program, some at a time, and answers a row for each.
import type { Scenario } from './scenario.ts';
import { type ClientProgram, openStage } from './stage.ts';

/** What became of one scenario. */
export interface Row {
  readonly name: string;
  readonly shows: string;
  readonly verdict: 'pass' | 'fail' | 'not asked';
  readonly figures: string;
  readonly faults: readonly string[];
  /** What the program printed last; empty when it passed. */
  readonly words: string;
  readonly tookMs: number;
}

/** How to run. */
export interface RunOptions {
  readonly client: ClientProgram;
  /** Scenarios at a time; default 1. Figures of speed want 1. */
  readonly parallel?: number;
  /** The gateway offers Millrace's job stream, too; default false: it is a Zeebe gateway. */
  readonly jobStream?: boolean;
  onRow?(row: Row): void;
}

/** Runs them; rows come in the order of the scenarios. Never rejects for what a client does. */
export async function runScenarios(scenarios: readonly Scenario[], options: RunOptions): Promise<readonly Row[]> {
  const rows = new Map<Scenario, Row>();
  const queue = [...scenarios];
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const row = await runScenario(next, options);
      rows.set(next, row);
      options.onRow?.(row);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, options.parallel ?? 1) }, work));
  return scenarios.flatMap((scenario) => rows.get(scenario) ?? []);
}

async function runScenario(scenario: Scenario, { client, jobStream = false }: RunOptions): Promise<Row> {
  const beganMs = performance.now();
  const { name, shows } = scenario;
  const script = { ...scenario.script, jobStream };
  const stage = await openStage(name, client, { script, wishes: scenario.wishes ?? {}, tokens: scenario.tokens });
  const row = (verdict: Row['verdict'], figures: string, faults: readonly string[]): Row => {
    const words = verdict === 'fail' ? stage.words() : '';
    return { name, shows, verdict, figures, faults, words, tookMs: Math.round(performance.now() - beganMs) };
  };
  try {
    const { faults, figures, notAsked = false } = await scenario.judge(stage);
    return row(notAsked ? 'not asked' : faults.length === 0 ? 'pass' : 'fail', figures, faults);
  } catch (error) {
    return row('fail', 'did not run', [error instanceof Error ? error.message : String(error)]);
  } finally {
    await stage.clear();
  }
}
