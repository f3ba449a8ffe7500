// What a client was seen doing on the wire: the only evidence a scenario is judged by.
import type { Rpc, ScriptStatus } from './script.ts';

/** One call. */
export interface WireCall {
  readonly rpc: Rpc;
  /** When it came, in milliseconds after the gateway's start. */
  readonly atMs: number;
  /** What matters of the request. */
  readonly request: Readonly<Record<string, unknown>>;
  /** How it ended; undefined while it is open. */
  end: { readonly atMs: number; readonly status: ScriptStatus | 'OK' | 'cancelled by client' } | undefined;
  /** Jobs it was given. */
  jobs: number;
}

/** All calls, in their order. */
export interface WireLog {
  readonly calls: readonly WireCall[];
  /** Milliseconds since the start. */
  sinceMs(): number;
  /** Writes a call down; answers how to end it, which counts once. */
  begin(rpc: Rpc, request: WireCall['request']): { readonly call: WireCall; end(status: NonNullable<WireCall['end']>['status']): void };
  /** Calls of an RPC that came in a span of time, in milliseconds after the start. */
  between(rpcs: readonly Rpc[], fromMs: number, toMs?: number): readonly WireCall[];
  /** Calls of an RPC that are open. */
  open(rpc: Rpc): number;
}

/** Opens a log that begins now. */
export function createWireLog(): WireLog {
  const startMs = performance.now();
  const calls: WireCall[] = [];
  const sinceMs = () => performance.now() - startMs;
  return {
    calls,
    sinceMs,
    begin(rpc, request) {
      const call: WireCall = { rpc, atMs: sinceMs(), request, end: undefined, jobs: 0 };
      calls.push(call);
      return {
        call,
        end(status) {
          call.end ??= { atMs: sinceMs(), status };
        },
      };
    },
    between: (rpcs, fromMs, toMs = Number.POSITIVE_INFINITY) =>
      calls.filter((call) => rpcs.includes(call.rpc) && call.atMs >= fromMs && call.atMs < toMs),
    open: (rpc) => calls.filter((call) => call.rpc === rpc && call.end === undefined).length,
  };
}
