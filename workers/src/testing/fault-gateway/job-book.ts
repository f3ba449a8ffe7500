// The jobs of a scripted gateway: waiting, leased, done. It knows no transport.

/** A job of the book. */
export interface BookJob {
  readonly key: bigint;
  readonly type: string;
  readonly variables: string;
  retries: number;
  /** When the lease ends, in milliseconds since 1970; 0 while it waits. */
  deadlineMs: number;
}

/** The book. */
export interface JobBook {
  /** Adds a job and answers its key. Variables are an object, or text that goes out as it stands, JSON or not; default `{}`. */
  add(type: string, variables?: object | string): bigint;
  /** An endless backlog of this type, each job with these variables. */
  addEndless(type: string, variables?: object | string): void;
  /** Leases up to `max` jobs. */
  lease(type: string, max: number, leaseMs: number): BookJob[];
  /** Ends a leased job; answers false when there is none. */
  end(key: bigint): boolean;
  /** Puts a leased job back, at once or later; answers false when there is none. */
  putBack(key: bigint, retries: number, afterMs: number): boolean;
  /** Sets the lease anew; answers false when there is no such job. */
  extend(key: bigint, leaseMs: number): boolean;
  /** Calls back whenever jobs may have become available. */
  onAvailable(listener: () => void): () => void;
  readonly leased: number;
  readonly ended: number;
  /** Most jobs leased at any moment. */
  readonly leasedMax: number;
  close(): void;
}

const textOf = (variables: object | string): string => (typeof variables === 'string' ? variables : JSON.stringify(variables));

/** Opens an empty book. */
export function createJobBook(): JobBook {
  const waiting = new Map<string, BookJob[]>();
  const endless = new Map<string, string>();
  const leased = new Map<bigint, BookJob>();
  const listeners = new Set<() => void>();
  const timers = new Set<NodeJS.Timeout>();
  let lastKey = 2n ** 51n;
  let ended = 0;
  let leasedMax = 0;

  const queueOf = (type: string) => {
    const queue = waiting.get(type) ?? [];
    waiting.set(type, queue);
    return queue;
  };
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  const create = (type: string, variables: string): BookJob => ({ key: ++lastKey, type, variables, retries: 3, deadlineMs: 0 });
  /** Takes back what was leased and not answered in time. */
  const sweep = setInterval(() => {
    const nowMs = Date.now();
    for (const job of leased.values()) {
      if (job.deadlineMs > nowMs) continue;
      leased.delete(job.key);
      queueOf(job.type).push(job);
      tell();
    }
  }, 100);
  sweep.unref();

  return {
    add(type, variables = {}) {
      const job = create(type, textOf(variables));
      queueOf(type).push(job);
      tell();
      return job.key;
    },
    addEndless(type, variables = {}) {
      endless.set(type, textOf(variables));
      tell();
    },
    lease(type, max, leaseMs) {
      const jobs = queueOf(type).splice(0, max);
      const variables = endless.get(type);
      while (variables !== undefined && jobs.length < max) jobs.push(create(type, variables));
      for (const job of jobs) {
        job.deadlineMs = Date.now() + leaseMs;
        leased.set(job.key, job);
      }
      leasedMax = Math.max(leasedMax, leased.size);
      return jobs;
    },
    end(key) {
      if (!leased.delete(key)) return false;
      ended += 1;
      return true;
    },
    putBack(key, retries, afterMs) {
      const job = leased.get(key);
      if (!job) return false;
      leased.delete(key);
      job.retries = retries;
      if (retries < 1) return true;
      const timer = setTimeout(() => {
        timers.delete(timer);
        queueOf(job.type).push(job);
        tell();
      }, afterMs);
      timers.add(timer);
      return true;
    },
    extend(key, leaseMs) {
      const job = leased.get(key);
      if (job) job.deadlineMs = Date.now() + leaseMs;
      return job !== undefined;
    },
    onAvailable(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    get leased() {
      return leased.size;
    },
    get ended() {
      return ended;
    },
    get leasedMax() {
      return leasedMax;
    },
    close() {
      clearInterval(sweep);
      for (const timer of timers) clearTimeout(timer);
      listeners.clear();
    },
  };
}
