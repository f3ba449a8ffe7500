/** A partition as the rest of the shell sees it: commands in, answers out, jobs on demand, records to follow. */
import type { AnyCommand, AnyRecord, RecordOf } from '../../core/protocol/record.ts';

/** One partition of this broker. */
export interface Partition {
  /** As operators count: from 1. */
  readonly id: number;
  /** What stands in the upper bits of its keys: cluster * 64 + id. */
  readonly number: number;
  /** Appends a command and answers when its outcome may be shown: the command is committed and processed. Never rejects; see {@link Answer}. */
  submit(command: AnyCommand, options?: SubmitOptions): Promise<Answer>;
  /** Registers demand for jobs; nothing is activated before {@link JobDemand.request}. Idle demand costs no CPU. */
  openJobDemand(subscription: JobSubscription): JobDemand;
  /** Records from `position` on, in log order, as they become committed; the first is the oldest kept when `position` is gone. */
  readRecords(position: number): RecordReader;
  status(): PartitionStatus;
  /** Digest of the whole projection at `processedPosition`, equal after every restart and on every replica. O(state): for tests and operators. */
  stateHash(): Promise<{ readonly position: number; readonly hash: string }>;
}

/** How a command is to be treated. */
export interface SubmitOptions {
  /** Job outcomes and cancellations drain work: they pass a full inbox (decision D12). */
  readonly exempt?: boolean;
  /** The answer is awaited no longer; the command may still take effect. */
  readonly signal?: AbortSignal;
}

/** The outcome of {@link Partition.submit}. */
export type Answer =
  /** The event or the rejection that answers the command; `position` is the one to wait for when reading after this write. */
  | { readonly kind: 'record'; readonly record: AnyRecord; readonly position: number }
  /** Not written, repeat safely: inbox or disk is full. */
  | { readonly kind: 'exhausted'; readonly reason: string }
  /** Not written: the command's encoded size is above the bound. */
  | { readonly kind: 'tooLarge'; readonly reason: string }
  /** The partition is closing, failed, or led elsewhere: written or not is unknown unless `written` says no. */
  | { readonly kind: 'unavailable'; readonly reason: string; readonly written: 'no' | 'unknown' };

/** What a worker wants. */
export interface JobSubscription {
  readonly type: string;
  readonly worker: string;
  readonly timeoutMs: number;
  /** Empty: all variables. */
  readonly fetchVariables: readonly string[];
  readonly tenantIds: readonly string[];
  /**
   * Takes activated jobs, oldest first, never more than were requested. Answering false (or throwing) gives all of them back with retries untouched.
   * `truncated`: more are there, but the message bound was reached.
   */
  deliver(jobs: readonly ActivatedJob[], truncated: boolean): boolean;
}

/** A job as delivered: the JOB value with its variables, and its key's counter. */
export interface ActivatedJob {
  readonly key: number;
  readonly value: RecordOf<'JOB'>['value'];
}

/** Credits of one subscription. */
export interface JobDemand {
  /** Grants `count` more jobs. Jobs already waiting are activated at once, in one batch. */
  request(count: number): void;
  /** Takes ungranted credits back and resolves once nothing is in flight any more: no delivery happens after it. */
  close(): Promise<void>;
  /** Credits granted and not used. */
  readonly open: number;
  /** Resolves when the grants made so far met the queue once: true if jobs are on their way or delivered, false if the type has none now. */
  probed(): Promise<boolean>;
}

/** Pull reader over committed records. */
export interface RecordReader {
  /** Up to `max` records; empty means caught up: await {@link more}. */
  next(max: number): Promise<readonly AnyRecord[]>;
  /** Resolves when something new is committed or the signal aborts. */
  more(signal: AbortSignal): Promise<void>;
  readonly firstPosition: number;
  close(): void;
}

/** What operators see. */
export interface PartitionStatus {
  readonly id: number;
  readonly role: 'leader' | 'follower' | 'inactive';
  readonly term: number;
  readonly health: 'healthy' | 'unhealthy' | 'dead';
  /** Why it is not healthy. */
  readonly reason: string;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly committedPosition: number;
  readonly processedPosition: number;
  readonly exportedPosition: number;
  readonly snapshotPosition: number;
  /** Process instances set aside because a command of theirs failed by a fault of the broker; keys in digits. */
  readonly bannedInstances: readonly { readonly processInstanceKey: string; readonly reason: string }[];
  readonly inbox: { readonly commands: number; readonly bytes: number };
}
