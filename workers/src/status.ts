// What a worker is doing, as a value that can be watched.
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Cluster, ClusterRole } from './cluster.ts';
import type { HealthState } from './cluster-health.ts';
import type { CreditGate } from './credit-gate.ts';
import type { SourceMode } from './sources/source.ts';
import type { Task } from './task.ts';

/** State of the whole worker. */
export type WorkerState = 'running' | 'draining' | 'closed';

/** How the jobs of one type come from one cluster. */
export interface SourceStatus {
  readonly type: string;
  /** How they come; `none` while it is not decided, while paused, or when the broker does not offer what was asked for. */
  readonly mode: SourceMode | 'none';
  /** `opening`, `open`, `lost`, `refused`, `paused` or `unsupported`. */
  readonly state: string;
}

/** State of one cluster. */
export interface ClusterStatus {
  readonly id: string;
  readonly role: ClusterRole;
  readonly health: HealthState;
  /** Why it is down. */
  readonly problem: string | undefined;
  readonly sources: readonly SourceStatus[];
}

/** State of a worker. */
export interface WorkerStatus {
  readonly state: WorkerState;
  readonly clusters: readonly ClusterStatus[];
  /** Credits at most, held and asked for. */
  readonly max: number;
  readonly held: number;
  readonly asked: number;
}

/** The state of a worker, kept. */
export interface StatusKeeper {
  now(): WorkerStatus;
  readonly changes$: Observable<WorkerStatus>;
  setState(state: WorkerState): void;
  setSource(clusterId: string, type: string, mode: SourceMode | 'none', state: string): void;
  /** Something the status tells has changed. */
  changed(): void;
}

/** Keeps the state of a worker that has just started. */
export function createStatus(
  gate: Pick<CreditGate, 'max' | 'held' | 'asked'>,
  clusters: readonly Cluster[],
  tasks: readonly Task[],
): StatusKeeper {
  let state: WorkerState = 'running';
  const sources = new Map<string, SourceStatus>();
  const now = (): WorkerStatus => ({
    state,
    max: gate.max,
    held: gate.held,
    asked: gate.asked,
    clusters: clusters.map(({ id, role, health }) => ({
      id,
      role,
      health: health.state,
      problem: health.problem,
      sources: tasks.map(({ type }) => sources.get(`${id}/${type}`) ?? { type, mode: 'none', state: 'opening' }),
    })),
  });
  const subject = new BehaviorSubject<WorkerStatus>(now());
  const changed = () => {
    subject.next(now());
    if (state === 'closed') subject.complete();
  };
  return {
    now,
    changes$: subject.asObservable(),
    setState(next) {
      state = next;
      changed();
    },
    setSource(clusterId, type, mode, sourceState) {
      sources.set(`${clusterId}/${type}`, { type, mode, state: sourceState });
      changed();
    },
    changed,
  };
}
