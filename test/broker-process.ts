/** A real broker as a child process on free ports: started, killed, restarted on the same folder. It knows nothing of what the broker does. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../broker/dist/main.js', import.meta.url));
/** Longest wait for the line that says it is ready. Milliseconds; generous, since the machine may be busy. */
const READY_MS_MAX = 60_000;
/** Clock ticks of /proc in a second: the kernel's own figure, 100 on every Linux we know. */
const TICKS_PER_SECOND = 100;

/** A running broker. */
export interface BrokerProcess {
  /** host:port of the gateway. */
  readonly gateway: string;
  readonly management: string;
  /** From the spawn to the ready line, milliseconds. */
  readonly startMs: number;
  readonly child: ChildProcess;
  /** SIGKILL; resolves when the process is gone. */
  kill(): Promise<void>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** User and system time of all its threads so far, microseconds; Linux only. */
  cpuMicros(): number;
  /** Memory in use, bytes; Linux only. */
  residentBytes(): number;
}

/** Starts a broker on a data folder; rejects with what it said when it does not become ready. `nodeFlags` go to node itself. */
export async function startBrokerProcess(
  dataDir: string,
  flags: readonly string[] = [],
  nodeFlags: readonly string[] = [],
): Promise<BrokerProcess> {
  const ports = ['--port', '0', '--management-port', '0', '--internal-port', '0', '--log-level', 'info'];
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, [...nodeFlags, program, 'broker', ...ports, '--data-dir', dataDir, ...flags], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Whoever dies by a bug of its own leaves no broker behind.
  const killWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', killWithUs);
  child.once('close', () => process.off('exit', killWithUs));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const { gateway, management } = await ready(child);
  return {
    gateway,
    management,
    startMs: performance.now() - startedAtMs,
    child,
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
    stop() {
      child.kill('SIGTERM');
      return ended;
    },
    cpuMicros() {
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
      return ((Number(fields[11]) + Number(fields[12])) * 1_000_000) / TICKS_PER_SECOND;
    },
    residentBytes() {
      return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;
    },
  };
}

function ready(child: ChildProcess): Promise<{ readonly gateway: string; readonly management: string }> {
  return new Promise((resolve, reject) => {
    let output = '';
    const fail = (why: string): void => reject(new Error(`Expected a broker that becomes ready, but ${why}: ${output}`));
    const timer = setTimeout(() => fail(`it did not within ${READY_MS_MAX} ms`), READY_MS_MAX);
    child.on('close', (code) => {
      clearTimeout(timer);
      fail(`it ended with ${code}`);
    });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stdout?.setEncoding('utf8').on('data', function read(this: unknown, text: string) {
      output += text;
      const line = output.split('\n').find((one) => one.includes('millrace broker ready') && one.endsWith('}'));
      if (line === undefined) return;
      clearTimeout(timer);
      output = '';
      child.stdout?.removeAllListeners('data').resume();
      resolve(JSON.parse(line) as { gateway: string; management: string });
    });
  });
}
