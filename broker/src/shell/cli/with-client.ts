/** Commands with a connection: opened before, closed after, errors in words. */
import { type Client, createClient, type Duration } from '@millrace/client';
import { wholeNumber } from './arguments.ts';
import { printResult } from './output.ts';
import type { Given, RpcCommand } from './rpc-command.ts';
import { runWorker } from './worker-command.ts';

/** Calls with a client for the given gateways (or those of the environment) and closes it. */
export async function withClient<T>(addresses: string | undefined, use: (client: Client) => Promise<T>): Promise<T> {
  const client = createClient(addresses === undefined ? {} : { addresses: addresses.split(',').map((address) => address.trim()) });
  try {
    return await use(client);
  } finally {
    await client.close();
  }
}

/** Runs one RPC and prints its answer; of a stream, every item. */
export async function runRpc(
  command: RpcCommand,
  positional: readonly string[],
  given: Given,
  addresses: string | undefined,
  json: boolean,
): Promise<void> {
  await withClient(addresses, async (client) => {
    const answer = command.run(client, positional, given);
    if (!(Symbol.asyncIterator in answer)) return printResult(await answer, json);
    for await (const item of answer) printResult(item, json);
  });
}

/** Works until SIGINT or SIGTERM. */
export async function startWorker(type: string, options: Readonly<Record<string, unknown>>): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const { handler, address, max, lease } = options;
  const settings = {
    type,
    handler: String(handler),
    max: wholeNumber(typeof max === 'string' ? max : undefined, '--max') ?? 1,
    lease: (typeof lease === 'string' ? lease : '60s') as Duration,
    signal: stop.signal,
  };
  await withClient(typeof address === 'string' ? address : undefined, (client) => runWorker(client, settings));
}
