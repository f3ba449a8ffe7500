/** A real broker under load from a real client, killed with SIGKILL at random moments; set ROUNDS=50 for the long form. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { type Client, createClient, type Job, MillraceError } from '@millrace/client';
import { type BrokerProcess, startBrokerProcess } from '../broker-process.ts';
import { type Fate, Promises, type SeenJob } from './promises.ts';

const ROUNDS = Number(process.env.ROUNDS ?? 5);
/** How long a broker lives under load: somewhere in this span. Milliseconds. */
const LIFE_MS = { least: 150, most: 1_500 };
const CREATORS = 16;
const WORKERS = 6;
/** Longest wait for leases to end after the clock was moved past them. Milliseconds. */
const LEASES_END_MS_MAX = 10_000;
/** Longer than a round: what is leased when the broker dies stays so until the clock is moved. */
const LEASE = '5m';

const folder = mkdtempSync(join(tmpdir(), 'millrace-killed-'));
const started: BrokerProcess[] = [];
afterAll(async () => {
  for (const broker of started) await broker.kill();
  rmSync(folder, { recursive: true, force: true });
});

type Labelled = { readonly label: number };

/** Everything that outlives a round. */
const promises = new Promises();
/** Creates with a request id whose answer was lost: they are repeated after the restart. */
const unanswered = new Map<number, string>();
let lastLabel = 0;
let comparedHashes = 0;

it(`keeps every acknowledged command through ${ROUNDS} kills`, { timeout: 60_000 + ROUNDS * 30_000 }, async () => {
  for (let round = 1; round <= ROUNDS; round++) {
    await live(round);
    await compareRestarts();
    const broker = await start();
    const client = connect(broker);
    await client.advanceClock({ by: `${round}h` });
    await inspect(client);
    await client.close();
    await broker.kill();
  }
  expect(promises.acknowledged).toBeGreaterThan(ROUNDS * 10);
  expect(promises.completions).toBeGreaterThan(ROUNDS * 5);
  expect(comparedHashes).toBeGreaterThan(0);
});

async function start(): Promise<BrokerProcess> {
  const broker = await startBrokerProcess(folder, ['--clock', 'controlled']);
  started.push(broker);
  return broker;
}

function connect(broker: BrokerProcess): Client {
  return createClient({ address: broker.gateway, retry: false, deadline: '20s', env: {} });
}

/** One life under load, ended from outside. */
async function live(round: number): Promise<void> {
  const broker = await start();
  const client = connect(broker);
  await client.deploy(new URL('../models/service-task.bpmn', import.meta.url));
  // Jobs of earlier rounds are all done; those of this one must not be leased beyond the move of the clock.
  await client.advanceClock({ by: `${round - 1}h` });
  const end = new AbortController();
  const load = [
    ...Array.from({ length: CREATORS }, () => createUntil(client, end.signal)),
    ...Array.from({ length: WORKERS }, () => workUntil(client, end.signal)),
  ];
  await new Promise((resolve) => setTimeout(resolve, LIFE_MS.least + Math.random() * (LIFE_MS.most - LIFE_MS.least)));
  await broker.kill();
  end.abort();
  await Promise.all(load);
  await client.close();
}

async function createUntil(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const label = ++lastLabel;
    const requestId = label % 2 === 0 ? `request-${label}` : undefined;
    promises.creating(label, 1);
    const fate = await fateOf(async () => {
      const created = await client.createInstance({ processId: 'service-task', variables: { label }, requestId });
      promises.created(label, 'acknowledged', created.processInstanceKey);
    });
    if (fate === 'refused') promises.created(label, fate);
    if (fate === 'unknown' && requestId !== undefined) unanswered.set(label, requestId);
    if (fate === 'unknown') return;
  }
}

async function workUntil(client: Client, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const jobs = await activate(client, 8).catch(() => []);
    // One of them is left alone: it is leased when the broker dies.
    for (const job of jobs.slice(jobs.length > 4 ? 1 : 0)) if ((await complete(client, job)) === 'unknown') return;
    if (jobs.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function activate(client: Client, max: number): Promise<SeenJob[]> {
  const jobs: SeenJob[] = [];
  for await (const job of client.activateJobs<Labelled>({ type: 'work', lease: LEASE, max, requestTimeout: '-1ms' })) jobs.push(seen(job));
  return jobs;
}

function seen(job: Job<Labelled>): SeenJob {
  return { key: job.key, instanceKey: job.processInstanceKey, label: job.variables.label };
}

async function complete(client: Client, job: SeenJob): Promise<Fate> {
  promises.completing(job);
  const fate = await fateOf(() => client.completeJob({ jobKey: job.key as Parameters<Client['completeJob']>[0]['jobKey'] }));
  promises.completed(job, fate);
  return fate;
}

/** What the client knows after a call. */
async function fateOf(call: () => Promise<void>): Promise<Fate> {
  try {
    await call();
    return 'acknowledged';
  } catch (error) {
    if (!MillraceError.is(error)) throw error;
    const isUnknown = ['UNAVAILABLE', 'CANCELLED', 'DEADLINE_EXCEEDED', 'UNKNOWN', 'INTERNAL', 'CLOSED'].includes(error.code);
    return isUnknown && error.details.notWritten !== true ? 'unknown' : 'refused';
  }
}

/** Two restarts of the same folder have the same state; nothing falls due in between, leases are long. */
async function compareRestarts(): Promise<void> {
  const seenHashes = [];
  for (let restart = 0; restart < 2; restart++) {
    const broker = await start();
    const client = connect(broker);
    seenHashes.push(await client.stateHash({ partitionId: 1 }));
    await client.close();
    await broker.kill();
  }
  const [first, second] = seenHashes;
  if (first?.position?.position !== second?.position?.position) return;
  comparedHashes++;
  expect(second?.hash).toBe(first?.hash);
}

/** All open jobs. Leases end by commands of their own, which take a moment after the clock was moved: what is missing is waited for, what is lost never comes. */
async function collectOpen(client: Client): Promise<SeenJob[]> {
  const open: SeenJob[] = [];
  const untilMs = performance.now() + LEASES_END_MS_MAX;
  for (;;) {
    const more = await activate(client, 500);
    open.push(...more);
    if (more.length > 0) continue;
    if (promises.violations(open).length === 0 || performance.now() > untilMs) return open;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** Every promise is kept, a lost answer can be asked for again, and every instance there is can be finished. */
async function inspect(client: Client): Promise<void> {
  const open = await collectOpen(client);
  expect(promises.violations(open)).toEqual([]);
  promises.settle(open);
  for (const [label, requestId] of unanswered) {
    const again = await client.createInstance({ processId: 'service-task', variables: { label }, requestId });
    const before = promises.instanceKey(label);
    if (open.some((job) => job.label === label)) expect(again.processInstanceKey).toBe(before);
    promises.created(label, 'acknowledged', again.processInstanceKey);
  }
  unanswered.clear();
  const repeated = await activate(client, 500);
  for (const job of [...open, ...repeated]) expect(await complete(client, job)).toBe('acknowledged');
  expect(await activate(client, 500)).toEqual([]);
}
