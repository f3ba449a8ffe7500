// Starts one broker of ours in its own process, by default with a clock that the test moves. It knows the command line and the management pages only.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A running broker of ours. */
export interface OurBroker {
  readonly gatewayAddress: string;
  readonly recordsUrl: string;
  /** Moves the broker's clock forward. */
  advanceClock(ms: number): Promise<void>;
  /** Kills the process without a warning and starts another one on the same ports and data. */
  killAndRestart(): Promise<void>;
  stop(): Promise<void>;
}

/** Generous, since the machine may be busy with other tests. */
const readyMs = 60_000;
const mainPath = fileURLToPath(new URL('../../../broker/dist/main.js', import.meta.url));

/** Spawns `millrace broker` on free ports with an empty data folder; fails when it is not ready within 60 s. */
export async function startBroker(clock: 'controlled' | 'system' = 'controlled'): Promise<OurBroker> {
  const folder = await mkdtemp(join(tmpdir(), 'millrace-conformance-'));
  const launch = (port: string, managementPort: string): ChildProcess => {
    const flags = ['--port', port, '--management-port', managementPort, '--clock', clock, '--data-dir', folder];
    return spawn(process.execPath, [mainPath, 'broker', ...flags], { stdio: ['ignore', 'pipe', 'pipe'] });
  };
  let child = launch('0', '0');
  const { gateway, management } = await readyLine(child);
  const moveClock = async (move: object): Promise<void> => {
    const answer = await fetch(`http://${management}/clock`, {
      method: 'POST',
      body: JSON.stringify(move),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`Expected to move the clock, but the answer was ${answer.status}`);
  };
  // Pinned, so that a slow machine does not let a timer fire between two steps.
  if (clock === 'controlled') await moveClock({ pin: new Date().toISOString() });
  return {
    gatewayAddress: gateway,
    recordsUrl: `http://${management}/records`,
    advanceClock: (ms) => moveClock({ advance: `PT${ms / 1000}S` }),
    async killAndRestart() {
      await ended(child, 'SIGKILL');
      child = launch(portOf(gateway), portOf(management));
      await readyLine(child);
    },
    async stop() {
      await ended(child, 'SIGTERM');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill(signal);
  });
}

function portOf(address: string): string {
  return address.slice(address.lastIndexOf(':') + 1);
}

/** The log is JSON lines where there is no terminal; the line `millrace broker ready` names both addresses. */
function readyLine(child: ChildProcess): Promise<ReadyLine> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void => reject(new Error(`Expected the broker to be ready, but ${why}: ${output}`));
    const timer = setTimeout(() => fail(`it was not within ${readyMs} ms`), readyMs);
    const listen = (chunk: unknown): void => {
      output += String(chunk);
      const line = output
        .split('\n')
        .find((candidate) => candidate.startsWith('{') && candidate.includes('"millrace broker ready"') && candidate.endsWith('}'));
      if (line === undefined) return;
      clearTimeout(timer);
      resolve(JSON.parse(line) as ReadyLine);
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('exit', (code) => fail(`it ended with ${code}`));
  });
}

interface ReadyLine {
  readonly gateway: string;
  readonly management: string;
}
