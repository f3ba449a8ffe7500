/**
 * Hands waiting jobs to waiting workers: one queue a type, whoever waits takes from its head, oldest job first (decision D10). Demand that finds
 * no job costs nothing until a job comes.
 */
import type { AnyCommand, AnyRecord } from '../../core/protocol/record.ts';
import { valueTypes } from '../../core/protocol/value-types.ts';
import type { Timers } from '../platform/timers.ts';
import type { ActivatedJob, Answer, JobDemand, JobSubscription } from './partition.ts';

/** Jobs activated with one command. */
const BATCH_JOBS_MAX = 500;
/** Pause before waiting workers are looked at again when a command for them was refused. Milliseconds. */
const REFUSED_PAUSE_MS = 200;

/** What the dispatch needs of its partition. */
export interface DispatchPartition {
  /** Waiting jobs of a type. */
  waiting(tenantId: string, type: string): number;
  /** Appends a command with the next batch; it passes a full inbox. */
  submit(command: AnyCommand): Promise<Answer>;
  readonly timers: Timers;
}

interface Waiter {
  readonly subscription: JobSubscription;
  readonly tenantIds: readonly string[];
  /** Granted and not asked for. */
  credits: number;
  /** Asked for and not answered. */
  asked: number;
  closed: boolean;
  /** Waiting for the first answer to the grants made so far. */
  probes: ((found: boolean) => void)[];
  idle: (() => void)[];
}

/** The dispatch of one partition. */
export class JobDispatch {
  readonly #partition: DispatchPartition;
  /** Waiters by type; the one served last stands last, so that all of a type take turns. */
  readonly #waiters = new Map<string, Set<Waiter>>();
  /** Jobs of a type that commands on their way will take. */
  readonly #reserved = new Map<string, number>();

  constructor(partition: DispatchPartition) {
    this.#partition = partition;
  }

  open(subscription: JobSubscription): JobDemand {
    const tenantIds = subscription.tenantIds.length === 0 ? ['<default>'] : subscription.tenantIds;
    const waiter: Waiter = { subscription, tenantIds, credits: 0, asked: 0, closed: false, probes: [], idle: [] };
    const peers = this.#waiters.get(subscription.type);
    if (peers === undefined) this.#waiters.set(subscription.type, new Set([waiter]));
    else peers.add(waiter);
    return {
      request: (count) => {
        if (waiter.closed || count <= 0) return;
        waiter.credits += count;
        this.#serve(waiter);
      },
      close: () => this.#close(waiter),
      get open() {
        return waiter.credits + waiter.asked;
      },
      probed: () => (waiter.asked === 0 ? Promise.resolve(false) : new Promise((resolve) => waiter.probes.push(resolve))),
    };
  }

  /** A job of this type has become available. */
  available(type: string): void {
    const peers = this.#waiters.get(type);
    if (peers === undefined) return;
    for (const waiter of [...peers]) {
      if (waiter.credits === 0) continue;
      if (!this.#serve(waiter)) return;
      peers.delete(waiter);
      if (!waiter.closed) peers.add(waiter);
    }
  }

  /** Asks for jobs for one waiter; false when none is left for anybody of this type and tenants. */
  #serve(waiter: Waiter): boolean {
    const { type, worker, timeoutMs, fetchVariables } = waiter.subscription;
    if (waiter.credits === 0) return true;
    const reserved = this.#reserved.get(type) ?? 0;
    const waiting = waiter.tenantIds.reduce((sum, tenantId) => sum + this.#partition.waiting(tenantId, type), 0) - reserved;
    const count = Math.min(waiter.credits, waiting, BATCH_JOBS_MAX);
    if (count <= 0) return false;
    waiter.credits -= count;
    waiter.asked += count;
    this.#reserved.set(type, reserved + count);
    const value = valueTypes.JOB_BATCH.codec.complete({
      type,
      worker,
      timeout: timeoutMs,
      maxJobsToActivate: count,
      tenantIds: waiter.tenantIds,
      fetchVariables,
    });
    void this.#partition
      .submit({ valueType: 'JOB_BATCH', intent: 'ACTIVATE', key: -1, value })
      .then((answer) => this.#answered(waiter, count, answer));
    return true;
  }

  #answered(waiter: Waiter, count: number, answer: Answer): void {
    const { type } = waiter.subscription;
    const reserved = (this.#reserved.get(type) ?? 0) - count;
    if (reserved > 0) this.#reserved.set(type, reserved);
    else this.#reserved.delete(type);
    waiter.asked -= count;
    const batch = answer.kind === 'record' ? jobsOf(answer.record) : undefined;
    const delivered = batch !== undefined && batch.jobs.length > 0 && this.#deliver(waiter, batch);
    // Credits that brought nothing are the waiter's again, unless what it was given came back: then it is full or gone.
    if (!waiter.closed && (delivered || batch === undefined || batch.jobs.length === 0))
      waiter.credits += count - (batch?.jobs.length ?? 0);
    for (const probe of waiter.probes.splice(0)) probe(delivered);
    if (waiter.asked === 0) for (const resolve of waiter.idle.splice(0)) resolve();
    if (delivered || waiter.closed) this.available(type);
    else if (answer.kind === 'exhausted') this.#partition.timers.schedule(REFUSED_PAUSE_MS, () => this.available(type));
  }

  #deliver(waiter: Waiter, batch: { readonly jobs: readonly ActivatedJob[]; readonly truncated: boolean }): boolean {
    if (!waiter.closed && accepts(waiter.subscription, batch)) return true;
    for (const job of batch.jobs) {
      void this.#partition.submit({ valueType: 'JOB', intent: 'YIELD', key: job.key, value: valueTypes.JOB.codec.initial });
    }
    return false;
  }

  #close(waiter: Waiter): Promise<void> {
    waiter.closed = true;
    waiter.credits = 0;
    const peers = this.#waiters.get(waiter.subscription.type);
    peers?.delete(waiter);
    if (peers?.size === 0) this.#waiters.delete(waiter.subscription.type);
    if (waiter.asked === 0) return Promise.resolve();
    return new Promise((resolve) => waiter.idle.push(resolve));
  }
}

function accepts(subscription: JobSubscription, batch: { readonly jobs: readonly ActivatedJob[]; readonly truncated: boolean }): boolean {
  try {
    return subscription.deliver(batch.jobs, batch.truncated);
  } catch {
    return false;
  }
}

function jobsOf(record: AnyRecord): { readonly jobs: readonly ActivatedJob[]; readonly truncated: boolean } | undefined {
  if (record.valueType !== 'JOB_BATCH' || record.recordType !== 'EVENT') return undefined;
  const { jobs, jobKeys, truncated } = record.value;
  return { jobs: jobs.map((value, index) => ({ key: jobKeys[index] ?? -1, value })), truncated };
}
