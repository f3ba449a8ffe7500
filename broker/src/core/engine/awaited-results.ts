/** Callers of this node that wait for an instance's result. Not part of the projection: after a restart nobody waits any more. */

/** One waiting caller. */
export interface AwaitedResult {
  readonly requestId: number;
  /** Empty: all variables of the root scope. */
  readonly fetchVariables: readonly string[];
}

/** By process instance key; an entry goes when its instance ends. */
export type AwaitedResults = Map<number, AwaitedResult>;
