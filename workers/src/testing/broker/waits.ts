// What a broker waits for, told from its records: jobs, due dates, answers of other partitions. It never asks the broker.
import { keysOf, numberOf, type TestRecord, textOf } from './record.ts';

/** A job that is not done. */
export interface WaitingJob {
  readonly key: string;
  readonly type: string;
  readonly elementId: string;
  readonly processInstanceKey: string;
  readonly tenantId: string;
  /** `stopped`: out of retries, an incident is open. */
  readonly state: 'waiting' | 'held' | 'backoff' | 'stopped';
  /** Who holds it; empty unless held. */
  readonly worker: string;
  /** When its lease or its backoff ends, in milliseconds since 1970; Infinity for neither. */
  readonly dueAtMs: number;
}

/** A date the broker acts at by itself. */
export interface Due {
  readonly what: string;
  readonly atMs: number;
}

/** What is open. */
export interface Waits {
  readonly jobs: ReadonlyMap<string, WaitingJob>;
  /** Timers, ends of backoffs and of leases, ends of buffered messages. */
  dues(): readonly Due[];
  /** Conversations between partitions that are under way. */
  readonly hops: ReadonlySet<string>;
  apply(record: TestRecord): void;
}

/** Nothing open yet. */
export function createWaits(): Waits {
  const jobs = new Map<string, WaitingJob>();
  const timers = new Map<string, Due>();
  const messages = new Map<string, Due>();
  const hops = new Set<string>();
  return {
    jobs,
    hops,
    dues: () => [...timers.values(), ...messages.values(), ...[...jobs.values()].flatMap(dueOfJob)],
    apply(record) {
      if (record.recordType !== 'EVENT') return;
      const id = `${record.valueType}/${record.partitionId}/${record.key}`;
      if (record.valueType === 'TIMER') applyDue(timers, id, record, 'dueDate', ['CREATED']);
      else if (record.valueType === 'MESSAGE') applyDue(messages, id, record, 'deadline', ['PUBLISHED']);
      else if (record.valueType === 'INCIDENT') applyIncident(jobs, record);
      else if (record.valueType === 'JOB' || record.valueType === 'JOB_BATCH') applyJob(jobs, record);
      else applyHop(hops, id, record);
    },
  };
}

function dueOfJob({ key, type, state, dueAtMs }: WaitingJob): readonly Due[] {
  return Number.isFinite(dueAtMs)
    ? [{ what: `${state === 'held' ? 'lease' : 'backoff'} of job ${key} of type '${type}'`, atMs: dueAtMs }]
    : [];
}

function applyDue(dues: Map<string, Due>, id: string, record: TestRecord, member: string, begins: readonly string[]): void {
  if (!begins.includes(record.intent)) dues.delete(id);
  else if (numberOf(record, member) >= 0) {
    const name = textOf(record, 'targetElementId') || textOf(record, 'name');
    dues.set(id, { what: `${record.valueType.toLowerCase()} of '${name}'`, atMs: numberOf(record, member) });
  }
}

/** A resolved incident lets its job be worked on again. */
function applyIncident(jobs: Map<string, WaitingJob>, record: TestRecord): void {
  const job = jobs.get(textOf(record, 'jobKey'));
  if (record.intent === 'RESOLVED' && job?.state === 'stopped') jobs.set(job.key, { ...job, state: 'waiting' });
}

function applyJob(jobs: Map<string, WaitingJob>, record: TestRecord): void {
  if (record.valueType === 'JOB_BATCH') {
    if (record.intent !== 'ACTIVATED') return;
    const held = { state: 'held', worker: textOf(record, 'worker'), dueAtMs: record.timestampMs + numberOf(record, 'timeout') } as const;
    for (const key of keysOf(record, 'jobKeys')) change(jobs, key, held);
    return;
  }
  const free = { state: 'waiting', worker: '', dueAtMs: Number.POSITIVE_INFINITY } as const;
  const { key } = record;
  if (record.intent === 'CREATED') jobs.set(key, { ...describe(record), ...free });
  else if (record.intent === 'FAILED') change(jobs, key, failed(record));
  else if (record.intent === 'TIMEOUT_UPDATED') change(jobs, key, { dueAtMs: numberOf(record, 'deadline') });
  else if (/^(TIMED_OUT|YIELDED|RECURRED_AFTER_BACKOFF)$/.test(record.intent)) change(jobs, key, free);
  else if (/^(COMPLETED|CANCELED|ERROR_THROWN)$/.test(record.intent)) jobs.delete(key);
}

function describe(record: TestRecord): Pick<WaitingJob, 'key' | 'type' | 'elementId' | 'processInstanceKey' | 'tenantId'> {
  const { key } = record;
  const text = (name: string) => textOf(record, name);
  return {
    key,
    type: text('type'),
    elementId: text('elementId'),
    processInstanceKey: text('processInstanceKey'),
    tenantId: text('tenantId'),
  };
}

function failed(record: TestRecord): Pick<WaitingJob, 'state' | 'worker' | 'dueAtMs'> {
  const backsOff = numberOf(record, 'retryBackoff') > 0;
  if (numberOf(record, 'retries') <= 0) return { state: 'stopped', worker: '', dueAtMs: Number.POSITIVE_INFINITY };
  return backsOff
    ? { state: 'backoff', worker: '', dueAtMs: numberOf(record, 'recurringTime') }
    : { state: 'waiting', worker: '', dueAtMs: Number.POSITIVE_INFINITY };
}

function change(jobs: Map<string, WaitingJob>, key: string, changes: Partial<WaitingJob>): void {
  const job = jobs.get(key);
  if (job) jobs.set(key, { ...job, ...changes });
}

/** Steps that only another partition's answer ends, and what ends them. */
const hopIntents: Readonly<Record<string, { readonly begin: RegExp; readonly end: RegExp }>> = {
  PROCESS_MESSAGE_SUBSCRIPTION: { begin: /^(CREATING|DELETING)$/, end: /^(CREATED|CORRELATED|DELETED)$/ },
  MESSAGE_SUBSCRIPTION: { begin: /^CORRELATING$/, end: /^(CORRELATED|REJECTED|DELETED)$/ },
  COMMAND_DISTRIBUTION: { begin: /^STARTED$/, end: /^FINISHED$/ },
};

function applyHop(hops: Set<string>, id: string, { valueType, intent }: TestRecord): void {
  const intents = hopIntents[valueType];
  if (intents?.begin.test(intent)) hops.add(id);
  else if (intents?.end.test(intent)) hops.delete(id);
}
