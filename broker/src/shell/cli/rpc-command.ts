/** The shape of a command that is one RPC: what the table in `rpc-commands.ts` is made of. */
import type { Client } from '@millrace/client';

/** Options as given: texts, lists of texts for repeatable ones, true for switches. */
export interface Given {
  text(name: string): string | undefined;
  list(name: string): readonly string[];
  isSet(name: string): boolean;
}

/** One command. */
export interface RpcCommand {
  /** Named after the RPC. */
  readonly name: string;
  /** What people rather type. */
  readonly alias?: string;
  readonly description: string;
  /** As commander writes them: `<key>`, `[files...]`. */
  readonly arguments?: string;
  /** As commander writes them: flags and meaning. Repeatable ones end with `...>`. */
  readonly options?: readonly (readonly [flags: string, meaning: string])[];
  /** Makes the call; what it answers is printed. An async iterable is printed item by item. */
  run(client: Client, positional: readonly string[], given: Given): Promise<unknown> | AsyncIterable<unknown>;
}
