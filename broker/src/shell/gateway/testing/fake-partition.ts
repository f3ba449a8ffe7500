/** A partition in memory for tests of what stands before it: answers are scripted, jobs are put in by hand, every command is written down. */
import { partitionNumber } from '../../../core/protocol/key.ts';
import type { AnyCommand, AnyRecord, RejectionType } from '../../../core/protocol/record.ts';
import { job } from '../../../core/protocol/values/job.ts';
import type {
  ActivatedJob,
  Answer,
  JobDemand,
  JobSubscription,
  Partition,
  RecordReader,
  SubmitOptions,
} from '../../partition/partition.ts';

/** How a fake answers a command; undefined: never. */
export type Script = (command: AnyCommand, options: SubmitOptions) => Answer | undefined;

/** The event that a command leads to, with parts of its value replaced. */
export function event(command: AnyCommand, intent: string, key: number, value: object = {}): Answer {
  return { kind: 'record', record: recordOf(command, 'EVENT', intent, key, value), position: 1 };
}

/** A rejection of a command. */
export function rejection(command: AnyCommand, type: RejectionType, reason: string): Answer {
  const record = recordOf(command, 'COMMAND_REJECTION', command.intent, command.key, {});
  return { kind: 'record', record: { ...record, rejectionType: type, rejectionReason: reason } as AnyRecord, position: 1 };
}

/** A record that copies a command. */
export function recordOf(command: AnyCommand, recordType: AnyRecord['recordType'], intent: string, key: number, value: object): AnyRecord {
  return {
    position: 2,
    sourcePosition: 1,
    key,
    timestampMs: 1_700_000_000_000,
    recordType,
    valueType: command.valueType,
    intent,
    rejectionType: 'NULL_VAL',
    rejectionReason: '',
    operationReference: command.operationReference ?? -1,
    requestId: 0,
    value: { ...command.value, ...value },
  } as AnyRecord;
}

interface FakeDemand {
  readonly subscription: JobSubscription;
  open: number;
  closed: boolean;
}

/** See the file's head. */
export class FakePartition implements Partition {
  readonly id: number;
  readonly number: number;
  /** Every command submitted, in order, and how. */
  readonly commands: (AnyCommand & { readonly exempt?: boolean })[] = [];
  /** Records that readers see. */
  records: AnyRecord[] = [];
  /** Process instances that are set aside. */
  readonly banned: { readonly processInstanceKey: string; readonly reason: string }[] = [];
  /** Keys of jobs that were activated and given back, in order. */
  readonly returned: number[] = [];
  script: Script;
  readonly #jobs: ActivatedJob[] = [];
  readonly #demands = new Set<FakeDemand>();
  readonly #watchers = new Set<() => void>();
  #key = 100;

  constructor(id = 1, clusterId = 0, script: Script = (command) => event(command, 'DONE', command.key)) {
    this.id = id;
    this.number = partitionNumber(clusterId, id);
    this.script = script;
  }

  /** Demands that wait for jobs. */
  get demands(): number {
    return this.#demands.size;
  }

  /** Puts a job into the queue; answers its key's counter. */
  addJob(type: string, value: Partial<ActivatedJob['value']> = {}): number {
    const key = this.#key++;
    this.#jobs.push({ key, value: { ...job.codec.initial, type, retries: 3, ...value } });
    this.#serve();
    return key;
  }

  /** Appends records and wakes readers. */
  append(...records: AnyRecord[]): void {
    this.records.push(...records);
    for (const wake of [...this.#watchers]) wake();
  }

  submit(command: AnyCommand, options: SubmitOptions = {}): Promise<Answer> {
    this.commands.push({ ...command, ...(options.exempt === undefined ? {} : { exempt: options.exempt }) });
    if (command.valueType === 'JOB' && command.intent === 'YIELD') this.returned.push(command.key);
    const answer = this.script(command, options);
    return answer === undefined ? new Promise(() => undefined) : Promise.resolve(answer);
  }

  openJobDemand(subscription: JobSubscription): JobDemand {
    const demand: FakeDemand = { subscription, open: 0, closed: false };
    this.#demands.add(demand);
    return {
      request: (count) => {
        demand.open += count;
        this.#serve();
      },
      close: () => {
        demand.closed = true;
        this.#demands.delete(demand);
        return Promise.resolve();
      },
      get open() {
        return demand.open;
      },
      probed: () =>
        new Promise((resolve) =>
          setImmediate(() =>
            resolve(
              !this.#demands.has(demand) || !this.#jobs.every((waiting) => waiting.value.type !== subscription.type) || demand.open === 0,
            ),
          ),
        ),
    };
  }

  readRecords(position: number): RecordReader {
    let next = position;
    return {
      firstPosition: this.records[0]?.position ?? 1,
      next: (max) => {
        const found = this.records.filter((record) => record.position >= next).slice(0, max);
        next = (found.at(-1)?.position ?? next - 1) + 1;
        return Promise.resolve(found);
      },
      more: (signal) =>
        new Promise((resolve) => {
          if (signal.aborted || this.records.some((record) => record.position >= next)) return resolve();
          const wake = (): void => {
            this.#watchers.delete(wake);
            resolve();
          };
          this.#watchers.add(wake);
          signal.addEventListener('abort', wake, { once: true });
        }),
      close: () => undefined,
    };
  }

  status(): ReturnType<Partition['status']> {
    const last = this.records.at(-1)?.position ?? 0;
    return {
      id: this.id,
      role: 'leader',
      term: 1,
      health: 'healthy',
      reason: '',
      firstPosition: this.records[0]?.position ?? 1,
      lastPosition: last,
      committedPosition: last,
      processedPosition: last,
      exportedPosition: -1,
      snapshotPosition: 0,
      bannedInstances: this.banned,
      inbox: { commands: 0, bytes: 0 },
    };
  }

  stateHash(): Promise<{ readonly position: number; readonly hash: string }> {
    return Promise.resolve({ position: this.status().processedPosition, hash: '00' });
  }

  /** Hands waiting jobs to waiting demands, oldest first, one batch a demand; a refused batch goes back to the head and the credits are gone. */
  #serve(): void {
    queueMicrotask(() => {
      for (const demand of [...this.#demands]) {
        const jobs = this.#jobs.filter((waiting) => waiting.value.type === demand.subscription.type).slice(0, demand.open);
        if (jobs.length === 0 || demand.closed) continue;
        for (const taken of jobs) this.#jobs.splice(this.#jobs.indexOf(taken), 1);
        demand.open -= jobs.length;
        const leased = jobs.map(({ key, value }) => ({
          key,
          value: { ...value, worker: demand.subscription.worker, deadline: 1_700_000_060_000 },
        }));
        if (demand.subscription.deliver(leased, false)) continue;
        this.returned.push(...jobs.map(({ key }) => key));
        this.#jobs.unshift(...jobs);
      }
    });
  }
}
