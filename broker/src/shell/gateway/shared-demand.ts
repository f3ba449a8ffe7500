/** One worker's demand over all partitions of the cluster: polls, pushes and job streams all count their credits here. */
import type { ActivatedJob, JobDemand, JobSubscription, Partition } from '../partition/partition.ts';

/** What a worker wants, whichever partition has it. */
export interface SharedSubscription extends Omit<JobSubscription, 'deliver'> {
  /** Takes jobs of one partition, oldest first, never more than there are credits. False gives all of them back. */
  deliver(partition: Partition, jobs: readonly ActivatedJob[], truncated: boolean): boolean;
}

/** The demand at one partition. */
interface Share {
  readonly partition: Partition;
  demand: JobDemand | undefined;
}

/**
 * Every partition is offered all credits there are, so that a worker is busy as long as any partition has work. What is delivered beyond the credits, by two
 * partitions in the same moment, is given back; once the credits are used up the other offers are withdrawn. With one partition none of this happens.
 */
export class SharedDemand {
  readonly #subscription: SharedSubscription;
  readonly #shares: readonly Share[];
  #credits = 0;
  #paused = false;
  #closed = false;
  readonly #closing = new Set<Promise<void>>();

  constructor(partitions: readonly Partition[], subscription: SharedSubscription) {
    this.#subscription = subscription;
    this.#shares = partitions.map((partition) => ({ partition, demand: undefined }));
  }

  /** Credits granted and not used. */
  get open(): number {
    return this.#credits;
  }

  /** Grants `count` more jobs. */
  request(count: number): void {
    if (this.#closed || count <= 0) return;
    this.#credits += count;
    if (!this.#paused) this.#offer();
  }

  /** Takes up to `count` unused credits back, once nothing is in flight; resolves with how many. */
  async takeBack(count: number): Promise<number> {
    await this.#withdraw();
    const taken = Math.min(count, this.#credits);
    this.#credits -= taken;
    if (!this.#paused && !this.#closed) this.#offer();
    return taken;
  }

  /** Offers nothing until {@link resume}; the credits are kept. */
  pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    void this.#withdraw();
  }

  /** Offers the credits again. */
  resume(): void {
    if (!this.#paused) return;
    this.#paused = false;
    if (!this.#closed) this.#offer();
  }

  /** Whether the present offers found jobs: true as soon as one partition says so, false when none has any now. */
  async probed(): Promise<boolean> {
    const demands = this.#shares.flatMap(({ demand }) => (demand === undefined ? [] : [demand.probed()]));
    if (demands.length === 1) return demands[0] as Promise<boolean>;
    return (await Promise.all(demands)).includes(true);
  }

  /** Ends it; resolves once no delivery can happen any more. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#withdraw();
    this.#credits = 0;
  }

  #offer(): void {
    if (this.#credits === 0) return;
    for (const share of this.#shares) {
      share.demand ??= this.#open(share.partition);
      const missing = this.#credits - share.demand.open;
      if (missing > 0) share.demand.request(missing);
    }
  }

  #open(partition: Partition): JobDemand {
    const { type, worker, timeoutMs, fetchVariables, tenantIds } = this.#subscription;
    return partition.openJobDemand({
      type,
      worker,
      timeoutMs,
      fetchVariables,
      tenantIds,
      deliver: (jobs, truncated) => this.#deliver(partition, jobs, truncated),
    });
  }

  #deliver(partition: Partition, jobs: readonly ActivatedJob[], truncated: boolean): boolean {
    if (jobs.length > this.#credits) {
      // Another partition was quicker. What is left is offered again once this delivery is over.
      queueMicrotask(() => this.#offerAgain());
      return false;
    }
    this.#credits -= jobs.length;
    const taken = this.#subscription.deliver(partition, jobs, truncated);
    if (this.#credits === 0 && this.#shares.length > 1) this.#withdrawOthers(partition);
    return taken;
  }

  #offerAgain(): void {
    if (!this.#closed && !this.#paused) this.#offer();
  }

  #withdrawOthers(served: Partition): void {
    for (const share of this.#shares) if (share.partition !== served) this.#drop(share);
  }

  async #withdraw(): Promise<void> {
    for (const share of this.#shares) this.#drop(share);
    await Promise.all(this.#closing);
  }

  #drop(share: Share): void {
    const { demand } = share;
    if (demand === undefined) return;
    share.demand = undefined;
    const closing = demand.close().finally(() => this.#closing.delete(closing));
    this.#closing.add(closing);
  }
}
