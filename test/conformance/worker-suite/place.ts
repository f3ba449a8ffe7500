// Where the worker suite runs: our broker as a process of its own, or any broker somebody else started. It knows nothing of workers.
import { spawn } from 'node:child_process';
import type { SourceChoice } from '@millrace/worker';
import { startBroker } from '../runner/our-broker.ts';

/** A broker under the suite. */
export interface Place {
  readonly address: string;
  /** Kills the broker and starts it again on the same data and address; resolves when it answers. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** How a place is opened, and what can be asked of it. */
export interface PlaceOptions {
  readonly name: string;
  /** Ways to get jobs that it offers. */
  readonly sources: readonly SourceChoice[];
  /** False when nobody can restart it from here. */
  readonly restarts: boolean;
  open(): Promise<Place>;
}

/** Our broker, with all that it offers. */
export const ours: PlaceOptions = {
  name: 'our broker',
  sources: ['poll', 'push', 'job-stream'],
  restarts: true,
  async open() {
    const broker = await startBroker('system');
    return { address: broker.gatewayAddress, restart: () => broker.killAndRestart(), close: () => broker.stop() };
  },
};

/**
 * A Zeebe gateway at this address. `restartCommand`, when there is one, is run by the shell and must end when the broker, killed and started again,
 * is ready.
 */
export function zeebeAt(address: string, restartCommand: string | undefined): PlaceOptions {
  return {
    name: `the broker at ${address}`,
    sources: ['poll', 'push', 'auto'],
    restarts: restartCommand !== undefined,
    open: async () => ({ address, restart: () => shell(restartCommand ?? 'false'), close: async () => {} }),
  };
}

function shell(command: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, { shell: true, stdio: ['ignore', 'ignore', 'inherit'] });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`Expected '${command}' to succeed, but it ended with ${code}`))));
  });
}
