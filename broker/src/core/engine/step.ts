/** What the engine gives back for one command: plain values, acted on by the shell after the events are safe to show. */
import type { AnyCommand, AnyRecord } from '../protocol/record.ts';

/** Everything one processed command led to. */
export interface Step {
  /** Events and rejections in order, already applied to the state; `position` is assigned when they are appended. */
  readonly records: readonly AnyRecord[];
  /** Commands that did not fit into this step's budget: append them behind what waits, so that other instances go on meanwhile. */
  readonly followUps: readonly AnyCommand[];
  /** Answers to requests of this node, this command's or earlier ones' (a caller that waits for a result). */
  readonly answers: readonly EngineAnswer[];
  readonly effects: readonly Effect[];
}

/** An answer: the event that fulfils the request, or the rejection. */
export interface EngineAnswer {
  readonly requestId: number;
  readonly record: AnyRecord;
}

/** Something to do outside the partition once the step's command is committed. Effects may be lost in a crash: each is derivable again. */
export type Effect =
  /** A job of this type became activatable. */
  | { readonly kind: 'jobsAvailable'; readonly type: string; readonly tenantId: string }
  /** Append this command on another partition (message correlation, distribution). Sent at least once: receivers tolerate repeats. */
  | { readonly kind: 'send'; readonly partitionId: number; readonly command: AnyCommand }
  /** A fault of ours: the command was refused, and its instance (a key of this partition, -1 for none) is banned. */
  | { readonly kind: 'failed'; readonly processInstanceKey: number; readonly reason: string }
  /** A due date earlier than all others was set. */
  | { readonly kind: 'dueAt'; readonly dueAtMs: number };
