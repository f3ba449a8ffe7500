// Assertions on an instance for any test runner: they wait until the broker is idle, then hold or throw.
import { type Checked, type IncidentPattern, type InstanceCheck, instanceChecks, type Verdict } from './instance-checks.ts';

/** Assertions on one instance. Each waits until nothing moves, and rejects with an `Error` that says where the instance stands. */
export interface InstanceExpectation {
  /** The opposite of each. */
  readonly not: InstanceExpectation;
  /** The instance completed; with element ids, those completed. */
  toHaveCompleted(...elementIds: readonly string[]): Promise<void>;
  /** These elements completed in this order; others may lie between. */
  toHaveCompletedInOrder(...elementIds: readonly string[]): Promise<void>;
  /** The instance was terminated; with element ids, those were. */
  toHaveTerminated(...elementIds: readonly string[]): Promise<void>;
  /** The instance is under way; with element ids, it stands at all of them. */
  toBeWaitingAt(...elementIds: readonly string[]): Promise<void>;
  /** At least one of these elements began. */
  toHaveReached(...elementIds: readonly string[]): Promise<void>;
  /** The instance's own variables hold at least these; equality is deep. */
  toHaveVariables(expected: object): Promise<void>;
  /** An open incident is like this; without a pattern any. */
  toHaveIncident(pattern?: IncidentPattern): Promise<void>;
  /** It waits for this message. */
  toWaitForMessage(name: string, correlationKey?: string): Promise<void>;
  /** A message of this name reached it. */
  toHaveCorrelated(name: string): Promise<void>;
}

/** An instance to be judged. */
export interface InstanceView {
  readonly key: string;
  /** Waits until nothing moves, then answers what there is. */
  look(): Promise<Checked>;
}

/** Judges an instance by the check of this name. */
export async function judge(view: InstanceView, name: InstanceCheck, given: readonly unknown[]): Promise<Verdict> {
  const check = instanceChecks[name] as (checked: Checked, ...rest: readonly unknown[]) => Verdict;
  return check(await view.look(), ...given);
}

/** Assertions on this instance. */
export function expectInstance(view: InstanceView, negated = false): InstanceExpectation {
  const assert =
    (name: InstanceCheck) =>
    async (...given: readonly unknown[]): Promise<void> => {
      const verdict = await judge(view, name, given);
      if (negated ? verdict !== undefined : verdict === undefined) return;
      throw new Error(verdict ?? unexpected(view.key, name, given));
    };
  return {
    get not() {
      return expectInstance(view, !negated);
    },
    toHaveCompleted: assert('toHaveCompleted'),
    toHaveCompletedInOrder: assert('toHaveCompletedInOrder'),
    toHaveTerminated: assert('toHaveTerminated'),
    toBeWaitingAt: assert('toBeWaitingAt'),
    toHaveReached: assert('toHaveReached'),
    toHaveVariables: assert('toHaveVariables'),
    toHaveIncident: assert('toHaveIncident'),
    toWaitForMessage: assert('toWaitForMessage'),
    toHaveCorrelated: assert('toHaveCorrelated'),
  };
}

/** The complaint of a negated assertion: what should not be is there. */
export function unexpected(key: string, name: InstanceCheck, given: readonly unknown[]): string {
  const words = name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const what = given.map((one) => (typeof one === 'string' ? `'${one}'` : JSON.stringify(one))).join(', ');
  return `Expected instance ${key} not ${words}${what === '' ? '' : ` ${what}`}, but it is so`;
}
