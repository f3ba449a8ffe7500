// What a scenario is: a script for the gateway, what the program is asked for, and a judge.
import type { Script } from '@millrace/worker/testing';
import type { Stage, Wishes } from './stage.ts';
import type { TokenBehaviour } from './token-endpoint.ts';

/** What a judge found. */
export interface Finding {
  /** Empty: it passes. Else what was expected, but not seen. */
  readonly faults: readonly string[];
  /** Figures for the table, such as '5 polls in 20 s'. */
  readonly figures: string;
  /** The client does not do what is judged here at all, such as streams. */
  readonly notAsked?: boolean;
}

/** One scenario. */
export interface Scenario {
  readonly name: string;
  /** What a client that passes does, as a sentence without subject. */
  readonly shows: string;
  readonly script: Script;
  readonly wishes?: Wishes;
  /** There is a token endpoint, and the program is told to use it. */
  readonly tokens?: TokenBehaviour;
  /** Runs the scene and judges it. */
  judge(stage: Stage): Promise<Finding>;
}

/** Collects faults: a condition that does not hold leaves its sentence. */
export function faultsOf(...checks: readonly (readonly [holds: boolean, fault: string])[]): readonly string[] {
  return checks.filter(([holds]) => !holds).map(([, fault]) => fault);
}

/** What a job asks its handler to do: the only thing a client program has to know besides its environment. */
export const asks = {
  /** Complete with the variables { done: true }. */
  complete: '{"do":"complete"}',
  /** Fail with one retry less and the message "asked to". */
  fail: '{"do":"fail"}',
  /** Raise the BPMN error REFUSED. */
  error: '{"do":"error"}',
  /** Complete with a variable `value` as it came. */
  echo: (value: string) => `{"do":"echo","value":${value}}`,
  /** Wait so many milliseconds, then complete. */
  sleep: (ms: number) => `{"do":"sleep","ms":${ms}}`,
} as const;
