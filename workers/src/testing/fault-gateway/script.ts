// What a scripted gateway is told to do: behaviours for each RPC, in phases. Holds no behaviour of its own.

/** RPCs a script can speak about. */
export type Rpc =
  | 'Topology'
  | 'ActivateJobs'
  | 'StreamActivatedJobs'
  | 'CompleteJob'
  | 'FailJob'
  | 'ThrowError'
  | 'UpdateJobTimeout'
  | 'Work';

/** Statuses a script can answer with. */
export type ScriptStatus =
  | 'CANCELLED'
  | 'UNKNOWN'
  | 'INVALID_ARGUMENT'
  | 'DEADLINE_EXCEEDED'
  | 'NOT_FOUND'
  | 'PERMISSION_DENIED'
  | 'RESOURCE_EXHAUSTED'
  | 'FAILED_PRECONDITION'
  | 'ABORTED'
  | 'UNIMPLEMENTED'
  | 'INTERNAL'
  | 'UNAVAILABLE'
  | 'UNAUTHENTICATED';

/** How an RPC behaves. */
export type Behaviour =
  /** As a good gateway does. */
  | { readonly kind: 'serve' }
  /** Ends every call with this status, open streams too. */
  | { readonly kind: 'refuse'; readonly status: ScriptStatus }
  /** Takes the call and never answers. */
  | { readonly kind: 'silent' }
  /** Answers a long poll at once with nothing, however long it may wait. */
  | { readonly kind: 'empty' }
  /** Answers a long poll so much later than it should, in milliseconds, with a job if there is one. */
  | { readonly kind: 'late'; readonly byMs: number }
  /** Ends streams so long after they were opened, in milliseconds. */
  | { readonly kind: 'end-streams'; readonly afterMs: number; readonly status: ScriptStatus | 'OK' };

/** Behaviours from a moment on; what is not named serves. */
export interface Phase {
  /** When it begins, in milliseconds after the gateway's start; default 0. */
  readonly atMs?: number;
  readonly rpcs: Partial<Record<Rpc, Behaviour>>;
}

/** Jobs there are from the start. */
export interface ScriptJobs {
  readonly type: string;
  /** How many; Infinity for a backlog that never ends. */
  readonly count: number;
  /** An object, or text that goes out as it stands, JSON or not; default `{}`. */
  readonly variables?: object | string;
}

/** A whole script. */
export interface Script {
  readonly phases?: readonly Phase[];
  readonly jobs?: readonly ScriptJobs[];
  /** The `authorization` every call must come with; others are UNAUTHENTICATED. Default: none is looked at. */
  readonly authorization?: string;
  /** Serves our job stream; default false: UNIMPLEMENTED, as a Zeebe gateway. */
  readonly jobStream?: boolean;
  /** Serves Zeebe's job stream; default true. */
  readonly push?: boolean;
}

/** The behaviour of an RPC so many milliseconds after the start. */
export function behaviourAt(script: Script, rpc: Rpc, sinceMs: number): Behaviour {
  if (rpc === 'Work' && !script.jobStream) return { kind: 'refuse', status: 'UNIMPLEMENTED' };
  if (rpc === 'StreamActivatedJobs' && script.push === false) return { kind: 'refuse', status: 'UNIMPLEMENTED' };
  const phase = (script.phases ?? []).filter(({ atMs = 0 }) => atMs <= sinceMs).at(-1);
  return phase?.rpcs[rpc] ?? { kind: 'serve' };
}
