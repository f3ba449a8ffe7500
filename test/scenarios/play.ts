// Plays one scenario on a broker in memory: the trace, and everything that was found wrong on the way. It compares with nothing.
import { drive } from '../conformance/runner/drive.ts';
import type { Scenario } from '../conformance/runner/scenario.ts';
import type { Trace } from '../conformance/runner/trace.ts';
import { actOnOurUserTask } from '../conformance/runner/user-task.ts';
import { type LocalBrokerOptions, openLocalBroker } from './driver/local-broker.ts';
import { ownCommands } from './own-commands.ts';

const modelsUrls = [new URL('./models/', import.meta.url), new URL('../models/', import.meta.url)];
/** Long enough for whatever waits for time after the last instance is gone: messages in the buffer. */
const afterwardsMs = 30 * 24 * 3600 * 1000;

/** What came of a scenario. */
export interface Played {
  readonly trace: Trace;
  /** Faults of the engine and rows left behind; empty is good. */
  readonly faults: readonly string[];
}

/** Plays it from the first step to an empty broker. */
export async function play(scenario: Scenario, options: LocalBrokerOptions = {}): Promise<Played> {
  const broker = openLocalBroker(options);
  const { client, own } = broker;
  const trace = await drive(scenario, {
    client,
    own,
    modelsUrls,
    wait: (ms) => broker.wait(ms),
    settle: () => broker.settle(),
    actOnUserTask: (step, names) => actOnOurUserTask(step, own, names),
    answered: (outcome) => broker.answered(outcome),
    verbs: ownCommands,
    version: 'Millrace',
  });
  await broker.wait(afterwardsMs);
  await broker.settle();
  return { trace, faults: [...broker.faults(), ...broker.leftovers()] };
}
