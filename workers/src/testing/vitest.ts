// Matchers for vitest: `expect.extend(millraceMatchers)`, then `await expect(testBroker.instance(key)).toHaveCompleted('ship')`.
import type {} from 'vitest';
import { type InstanceExpectation, type InstanceView, judge, unexpected } from './broker/expect-instance.ts';
import type { InstanceCheck } from './broker/instance-checks.ts';

/** The answer of a matcher. */
export interface MatcherAnswer {
  readonly pass: boolean;
  message(): string;
}

/** A matcher as vitest and jest call it. */
export type InstanceMatcher = (received: unknown, ...given: readonly unknown[]) => Promise<MatcherAnswer>;

/** Every assertion of `expectInstance` as a matcher of `testBroker.instance(key)`. Each waits until nothing moves; `await` it. */
export const millraceMatchers: Readonly<Record<InstanceCheck, InstanceMatcher>> = {
  toHaveCompleted: matcher('toHaveCompleted'),
  toHaveCompletedInOrder: matcher('toHaveCompletedInOrder'),
  toHaveTerminated: matcher('toHaveTerminated'),
  toBeWaitingAt: matcher('toBeWaitingAt'),
  toHaveReached: matcher('toHaveReached'),
  toHaveVariables: matcher('toHaveVariables'),
  toHaveIncident: matcher('toHaveIncident'),
  toWaitForMessage: matcher('toWaitForMessage'),
  toHaveCorrelated: matcher('toHaveCorrelated'),
};

function matcher(name: InstanceCheck): InstanceMatcher {
  return async (received, ...given) => {
    if (!isView(received)) {
      return {
        pass: false,
        message: () => `Expected ${name} to be asked of testBroker.instance(key), but it was asked of ${String(received)}`,
      };
    }
    const verdict = await judge(received, name, given);
    return { pass: verdict === undefined, message: () => verdict ?? unexpected(received.key, name, given) };
  };
}

function isView(received: unknown): received is InstanceView {
  return typeof received === 'object' && received !== null && 'look' in received && 'key' in received;
}

declare module 'vitest' {
  /** The matchers, once `expect.extend(millraceMatchers)` was called. */
  interface Matchers<T> extends Omit<InstanceExpectation, 'not'> {}
}
