/** Replication as the partition sees it: batches are proposed, and at some point committed or not. Raft stands behind the same door. */
import type { PackedEntries } from '../log/batch.ts';
import type { Log } from '../log/log.ts';
import type { LogProblem } from '../log/problem.ts';

/** Makes batches durable on as many nodes as it takes. */
export interface Replication {
  readonly role: 'leader' | 'follower' | 'inactive';
  /** Number of the leader's reign; grows with every election. */
  readonly term: number;
  /** Everything up to here is committed: it survives the loss of any minority of nodes. */
  readonly committedPosition: number;
  /** Largest body of one batch, in bytes. */
  readonly batchBytesMax: number;
  /** Appends a batch on this node. The problem says that nothing was written. */
  append(batch: PackedEntries): LogProblem | null;
  /** Resolves with null once all that was appended before the call is committed, with the problem when it is unknown whether it ever will be. */
  commit(): Promise<LogProblem | null>;
}

/** Bytes a frame of the log has around its body, at most. */
const FRAME_MARGIN_BYTES = 128;

/** Replication over one node: what its own disk holds is committed. */
export function singleNode(log: Log): Replication {
  return {
    role: 'leader',
    term: 1,
    get committedPosition() {
      return log.flushedPosition;
    },
    batchBytesMax: log.batchBytesMax - FRAME_MARGIN_BYTES,
    append: (batch) => log.appendPacked(batch, 1),
    commit: () => log.sync(),
  };
}
