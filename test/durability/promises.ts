/** What a broker has promised to its clients, kept by somebody who only sees answers; says which promise a restart has broken. */

/** How an attempt ended for the client: `unknown` may have taken effect or not. */
export type Fate = 'acknowledged' | 'refused' | 'unknown';

/** A job as a client sees it, in the terms of its instance. */
export interface SeenJob {
  readonly key: string;
  readonly instanceKey: string;
  /** The number its instance was created with. */
  readonly label: number;
}

interface Instance {
  readonly jobs: number;
  created: Fate;
  instanceKey: string;
  /** Cancelled, as far as the client knows; undefined when nobody tried. */
  cancelled: Fate | undefined;
  readonly completed: Set<string>;
  readonly perhapsCompleted: Set<string>;
}

/** The books. Instances are told apart by a number that travels in their variables. */
export class Promises {
  readonly #instances = new Map<number, Instance>();

  /** An instance is asked for; until its answer is known, it may or may not exist. */
  creating(label: number, jobs: number): void {
    const created = { jobs, created: 'unknown' as Fate, instanceKey: '', cancelled: undefined, completed: new Set<string>() };
    this.#instances.set(label, { ...created, perhapsCompleted: new Set() });
  }

  created(label: number, fate: Fate, instanceKey = ''): void {
    const instance = this.#of(label);
    instance.created = fate;
    instance.instanceKey = instanceKey;
  }

  cancelling(label: number): void {
    this.#of(label).cancelled = 'unknown';
  }

  cancelled(label: number, fate: Fate): void {
    this.#of(label).cancelled = fate === 'refused' ? undefined : fate;
  }

  completing(job: SeenJob): void {
    this.#of(job.label).perhapsCompleted.add(job.key);
  }

  completed(job: SeenJob, fate: Fate): void {
    const instance = this.#of(job.label);
    if (fate === 'unknown') return;
    instance.perhapsCompleted.delete(job.key);
    if (fate === 'acknowledged') instance.completed.add(job.key);
  }

  /** Labels of instances that certainly exist and have open jobs. */
  open(): number[] {
    return [...this.#instances].filter(([, one]) => one.created === 'acknowledged' && !isOver(one)).map(([label]) => label);
  }

  get acknowledged(): number {
    return [...this.#instances.values()].filter((one) => one.created === 'acknowledged').length;
  }

  get completions(): number {
    return [...this.#instances.values()].reduce((sum, one) => sum + one.completed.size, 0);
  }

  instanceKey(label: number): string {
    return this.#of(label).instanceKey;
  }

  /** A copy that later answers do not change. */
  copy(): Promises {
    const copy = new Promises();
    for (const [label, one] of this.#instances) {
      const sets = { completed: new Set(one.completed), perhapsCompleted: new Set(one.perhapsCompleted) };
      copy.#instances.set(label, { ...one, ...sets });
    }
    return copy;
  }

  /** What is wrong with the jobs that are open after a restart: all of them, of all instances. */
  violations(open: readonly SeenJob[]): string[] {
    const found: string[] = [];
    const byLabel = new Map<number, SeenJob[]>();
    for (const job of open) byLabel.set(job.label, [...(byLabel.get(job.label) ?? []), job]);
    for (const label of byLabel.keys()) if (!this.#instances.has(label)) found.push(`instance ${label} was never asked for`);
    for (const [label, instance] of this.#instances) found.push(...violationsOf(label, instance, byLabel.get(label) ?? []));
    return found;
  }

  /** A restart was looked at: what it has is now known to be so. */
  settle(open: readonly SeenJob[]): void {
    for (const [label, one] of this.#instances) {
      const jobs = open.filter((job) => job.label === label);
      if (one.created === 'unknown') one.created = jobs.length > 0 ? 'acknowledged' : 'refused';
      if (one.instanceKey === '') one.instanceKey = jobs[0]?.instanceKey ?? '';
      if (one.cancelled === 'unknown') one.cancelled = jobs.length === 0 ? 'acknowledged' : undefined;
      for (const key of one.perhapsCompleted) if (!jobs.some((job) => job.key === key)) one.completed.add(key);
      one.perhapsCompleted.clear();
    }
  }

  #of(label: number): Instance {
    const instance = this.#instances.get(label);
    if (instance === undefined) throw new Error(`Expected instance ${label} to be known, but it is not`);
    return instance;
  }
}

function isOver(instance: Instance): boolean {
  return instance.cancelled !== undefined || instance.completed.size === instance.jobs;
}

function violationsOf(label: number, instance: Instance, open: readonly SeenJob[]): string[] {
  const name = `instance ${label} (${instance.instanceKey || 'key unknown'})`;
  const keys = new Set(open.map((job) => job.key));
  const instanceKeys = new Set(open.map((job) => job.instanceKey));
  if (instance.created === 'refused') return open.length === 0 ? [] : [`${name} was refused and is there`];
  const found: string[] = [];
  if (keys.size !== open.length) found.push(`${name} handed a job out twice`);
  if (instanceKeys.size > 1) found.push(`${name} is there ${instanceKeys.size} times`);
  if (instance.instanceKey !== '' && instanceKeys.size === 1 && !instanceKeys.has(instance.instanceKey))
    found.push(`${name} is there under another key`);
  for (const key of instance.completed) if (keys.has(key)) found.push(`job ${key} of ${name} was completed and is open`);
  if (instance.cancelled === 'acknowledged') return open.length === 0 ? found : [...found, `${name} was cancelled and is there`];
  const most = instance.jobs - instance.completed.size;
  const least = instance.created === 'unknown' || instance.cancelled === 'unknown' ? 0 : most - instance.perhapsCompleted.size;
  if (open.length > most) found.push(`${name} has ${open.length} open jobs, at most ${most} were expected`);
  if (open.length < least && !(open.length === 0 && least === 0))
    found.push(`${name} has ${open.length} open jobs, at least ${least} were expected`);
  return found;
}
