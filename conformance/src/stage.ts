// One scenario's surroundings: a scripted gateway, the client program beside it, and the questions a judge asks of both.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RecordedGateway, recordedGateway, type Rpc, type Script, type WireCall } from '@millrace/worker/testing';
import { startTokenEndpoint, type TokenBehaviour, type TokenEndpoint } from './token-endpoint.ts';

/** How the client under test is started. */
export interface ClientProgram {
  /** A command line for the shell. */
  readonly command: string;
  /** Folder it runs in; default the present one. */
  readonly directory?: string;
}

/** What a scenario asks of the program, besides what the jobs say. */
export interface Wishes {
  /** Jobs held at once; default 4. */
  readonly max?: number;
  /** Lease of a job, in milliseconds; default 10,000. */
  readonly leaseMs?: number;
  /** Wait of a long poll, in milliseconds; default 2,000. */
  readonly pollMs?: number;
}

/** How a program ended after it was asked to. */
export interface Ended {
  /** undefined: it had to be killed. */
  readonly code: number | undefined;
  readonly tookMs: number;
}

/** The surroundings while a scenario runs. */
export interface Stage {
  readonly gateway: RecordedGateway;
  /** Only in scenarios with one. */
  readonly tokens: TokenEndpoint | undefined;
  readonly wishes: Required<Wishes>;
  /** Resolves when the client asked for jobs for the first time; rejects when it does not within 30 s. */
  firstAsk(): Promise<void>;
  /** Resolves to whether it held within the time, in milliseconds. */
  until(holds: () => boolean, limitMs: number): Promise<boolean>;
  wait(ms: number): Promise<void>;
  /** Calls of these RPCs from a moment on, in milliseconds after the gateway's start. */
  calls(rpcs: Rpc | readonly Rpc[], fromMs?: number, toMs?: number): readonly WireCall[];
  /** Asks the program to end (SIGTERM) and waits. */
  end(limitMs: number): Promise<Ended>;
}

/** RPCs that ask for jobs. */
export const asking: readonly Rpc[] = ['ActivateJobs', 'StreamActivatedJobs', 'Work'];

/** The type of every job. */
export const jobType = 'work';
/** Longest wait for a program to begin, in milliseconds. */
const beginMsMax = 30_000;
/** Characters of a program's own words that are kept for the report. */
const wordsMax = 2_000;

/** A running stage: what it was for, and how to clear it. */
export interface OpenStage extends Stage {
  /** What the program printed last. */
  words(): string;
  clear(): Promise<void>;
}

/** What a stage is set with. */
export interface StageSetting {
  readonly script: Script;
  readonly wishes: Wishes;
  readonly tokens: TokenBehaviour | undefined;
}

/** Starts a gateway by this script, and the program. */
export async function openStage(name: string, client: ClientProgram, { script, wishes, tokens }: StageSetting): Promise<OpenStage> {
  const recorded = await recordedGateway(script);
  // What a gateway offers is no part of a scenario: a later script keeps it.
  const gateway: RecordedGateway = { ...recorded, follow: (next) => recorded.follow({ jobStream: script.jobStream ?? false, ...next }) };
  const endpoint = tokens && (await startTokenEndpoint(tokens));
  // A token that an earlier scenario left in a client's cache would be news to this one's endpoint.
  const cache = endpoint && mkdtempSync(join(tmpdir(), 'millrace-conformance-'));
  const all = { max: wishes.max ?? 4, leaseMs: wishes.leaseMs ?? 10_000, pollMs: wishes.pollMs ?? 2_000 };
  // The shell outlives the signal that ends its program, and says with which code that ended.
  const child = spawn(`trap : TERM\n${client.command}\nexit $?`, {
    shell: true,
    // A group of its own: what the shell started ends with it.
    detached: true,
    cwd: client.directory,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment(name, gateway.address, all), ...tokenEnvironment(endpoint, cache) },
  });
  let words = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      words = (words + text).slice(-wordsMax);
    });
  }
  const exited = new Promise<number>((resolve) => child.on('exit', (code) => resolve(code ?? -1)));
  const wait = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const until = async (holds: () => boolean, limitMs: number) => {
    const endMs = performance.now() + limitMs;
    while (!holds() && performance.now() < endMs) await wait(10);
    return holds();
  };
  return {
    gateway,
    tokens: endpoint,
    wishes: all,
    wait,
    until,
    async firstAsk() {
      if (!(await until(() => gateway.log.between(asking, 0).length > 0 || child.exitCode !== null, beginMsMax)))
        throw new Error(`Expected the program to ask for jobs within ${beginMsMax} ms, but it did not`);
      if (child.exitCode !== null) throw new Error(`Expected the program to run, but it ended with ${child.exitCode}`);
    },
    calls: (rpcs, fromMs = 0, toMs) => gateway.log.between(typeof rpcs === 'string' ? [rpcs] : rpcs, fromMs, toMs),
    async end(limitMs) {
      const beganMs = performance.now();
      signal(child, 'SIGTERM');
      const code = await Promise.race([exited, wait(limitMs)]);
      return { code: typeof code === 'number' ? code : undefined, tookMs: Math.round(performance.now() - beganMs) };
    },
    words: () => words,
    async clear() {
      signal(child, 'SIGKILL');
      endpoint?.close();
      if (cache) rmSync(cache, { recursive: true, force: true });
      await gateway.close();
    },
  };
}

/** What a program finds in its environment; the last ones are what clients of the field read by themselves. */
function environment(scenario: string, address: string, { max, leaseMs, pollMs }: Required<Wishes>): Record<string, string> {
  const [host = '', port = ''] = address.split(':');
  return {
    MILLRACE_CONFORMANCE_ADDRESS: address,
    MILLRACE_CONFORMANCE_SCENARIO: scenario,
    MILLRACE_CONFORMANCE_TYPE: jobType,
    MILLRACE_CONFORMANCE_MAX: String(max),
    MILLRACE_CONFORMANCE_LEASE_MS: String(leaseMs),
    MILLRACE_CONFORMANCE_POLL_MS: String(pollMs),
    ZEEBE_ADDRESS: address,
    ZEEBE_HOST: host,
    ZEEBE_PORT: port,
    ZEEBE_GRPC_ADDRESS: `grpc://${address}`,
    ZEEBE_INSECURE_CONNECTION: 'true',
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    CAMUNDA_SECURE_CONNECTION: 'false',
  };
}

/** How clients of the field are told of a token endpoint, and where they may keep what it gave. */
function tokenEnvironment(endpoint: TokenEndpoint | undefined, cache: string | undefined): Record<string, string> {
  if (!endpoint || !cache) return {};
  return {
    MILLRACE_CONFORMANCE_TOKEN_URL: endpoint.url,
    CAMUNDA_AUTH_STRATEGY: 'OAUTH',
    CAMUNDA_OAUTH_URL: endpoint.url,
    ZEEBE_AUTHORIZATION_SERVER_URL: endpoint.url,
    ZEEBE_CLIENT_ID: 'conformance',
    ZEEBE_CLIENT_SECRET: 'conformance',
    ZEEBE_TOKEN_AUDIENCE: 'conformance',
    CAMUNDA_ZEEBE_OAUTH_AUDIENCE: 'conformance',
    CAMUNDA_TOKEN_DISK_CACHE_DISABLE: 'true',
    CAMUNDA_TOKEN_CACHE_DIR: cache,
    ZEEBE_TOKEN_CACHE_DIR: cache,
    ZEEBE_CLIENT_CONFIG_PATH: join(cache, 'credentials'),
  };
}

/** To the whole group; a group that is gone needs none. */
function signal(child: ChildProcess, name: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, name);
  } catch {
    // It has ended.
  }
}
