/** Element instances: every process, scope and flow node that is active, and the sequence flows that arrived at their targets. */
import type { ElementType, EventType } from '../../protocol/values/process-instance.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** Where an element instance stands; COMPLETED and TERMINATED ones are gone. */
export type ElementState = 'ACTIVATING' | 'ACTIVATED' | 'COMPLETING' | 'TERMINATING';

/** One active element. */
export interface ElementInstanceRow {
  readonly key: number;
  readonly state: ElementState;
  readonly elementId: string;
  readonly elementType: ElementType;
  readonly eventType: EventType;
  /** The scope it lies in; -1 for the process. */
  readonly flowScopeKey: number;
  readonly processInstanceKey: number;
  readonly processDefinitionKey: number;
  readonly bpmnProcessId: string;
  readonly version: number;
  readonly tenantId: string;
  /** Of a called process: the instance and the call activity that called it; -1 otherwise. */
  readonly parentProcessInstanceKey: number;
  readonly parentElementInstanceKey: number;
  /** Of a call activity: the instance it called; -1 otherwise. */
  readonly calledInstanceKey: number;
  /** The open job of this element or of its current listener; -1 for none. */
  readonly jobKey: number;
  /** Listeners of the current phase (start or end) that are done. */
  readonly listenersDone: number;
  /** The event sub-process or boundary event that interrupted this scope; empty: not interrupted. */
  readonly interruptedBy: string;
  /** Inside a multi-instance body: 1 for the first; of the body: children made so far. 0 otherwise. */
  readonly loopCounter: number;
  /** Of a multi-instance body: children completed and terminated so far, and the collection's size when it was read. */
  readonly loop: { readonly completed: number; readonly terminated: number; readonly size: number } | undefined;
  /** Of an ad-hoc sub-process: nothing more begins in it. */
  readonly fulfilled: boolean;
  /** How deep the chain of calls above this process is; 0 for a root. */
  readonly callDepth: number;
  /** Of an element started by a message start event with a lock: the correlation key it locks. */
  readonly correlationLock: string;
  /** The native user task of this element; -1 for none. */
  readonly userTaskKey: number;
}

/** One sequence flow that was taken towards a target that has not been activated yet. */
export interface Arrival {
  readonly targetId: string;
  readonly flowId: string;
  /** How often it was taken. At least 1. */
  readonly count: number;
}

/** The flows under way in one scope, the one taken first before the others. */
export interface ArrivalsRow {
  readonly scopeKey: number;
  readonly flows: readonly Arrival[];
}

const NOTHING: readonly Arrival[] = [];

/** The projection of element instances. */
export class ElementInstances {
  readonly table: Table<number, ElementInstanceRow>;
  readonly #arrivals: Table<number, ArrivalsRow>;
  readonly #children;
  /** Running instances by process definition: a count, since a set of millions would stop everything while it grows. */
  readonly #instances = new Map<number, number>();

  constructor(journal: Journal) {
    this.table = new Table(1, 'element-instances', journal);
    this.#arrivals = new Table(2, 'arrivals', journal);
    this.#children = indexBy(this.table, (row) => (row.flowScopeKey < 0 ? undefined : row.flowScopeKey));
    this.table.watch((_key, before, after) => {
      const left = rootOf(before);
      const entered = rootOf(after);
      if (left === entered) return;
      if (left >= 0) this.#count(left, -1);
      if (entered >= 0) this.#count(entered, 1);
    });
  }

  get(key: number): ElementInstanceRow | undefined {
    return this.table.get(key);
  }

  /** Changes members of a row that must exist; a missing row is a bug, kept visible. */
  change(key: number, members: Partial<ElementInstanceRow>): void {
    this.table.put(key, Object.assign(copyOf(this.#known(key)), members));
  }

  /** The next phase of an element instance begins; its listeners begin anew. */
  enterPhase(key: number, state: ElementState): void {
    const row = copyOf(this.#known(key));
    row.state = state;
    row.listenersDone = 0;
    this.table.put(key, row);
  }

  /** Keys of the active elements of a scope, oldest first, one by one: there may be very many. Nothing may change meanwhile. */
  children(scopeKey: number): Iterable<number> {
    return this.#children.each(scopeKey);
  }

  childCount(scopeKey: number): number {
    return this.#children.count(scopeKey);
  }

  /** Running instances of a process definition. */
  instanceCount(processDefinitionKey: number): number {
    return this.#instances.get(processDefinitionKey) ?? 0;
  }

  /** Flows under way in a scope, each as often as it was taken. */
  arrivals(scopeKey: number): readonly Arrival[] {
    return this.#arrivals.get(scopeKey)?.flows ?? NOTHING;
  }

  /** How often a flow of a scope was taken and not yet used up. */
  arrivedBy(scopeKey: number, flowId: string): number {
    return this.arrivals(scopeKey).find((arrival) => arrival.flowId === flowId)?.count ?? 0;
  }

  /** A flow was taken towards its target. */
  arrive(scopeKey: number, targetId: string, flowId: string): void {
    const flows = this.arrivals(scopeKey);
    const known = flows.find((arrival) => arrival.flowId === flowId);
    const next =
      known === undefined
        ? [...flows, { targetId, flowId, count: 1 }]
        : flows.map((arrival) => (arrival === known ? { targetId, flowId, count: known.count + 1 } : arrival));
    this.#arrivals.put(scopeKey, { scopeKey, flows: next });
  }

  /** The target is activated: one arrival is used up, the oldest; of a join one by each flow. */
  consume(scopeKey: number, targetId: string, isJoin: boolean): void {
    const left: Arrival[] = [];
    let used = 0;
    for (const arrival of this.arrivals(scopeKey)) {
      if (arrival.targetId !== targetId || (used > 0 && !isJoin)) left.push(arrival);
      else if (++used > 0 && arrival.count > 1) left.push({ targetId, flowId: arrival.flowId, count: arrival.count - 1 });
    }
    if (used === 0) return;
    if (left.length > 0) this.#arrivals.put(scopeKey, { scopeKey, flows: left });
    else this.#arrivals.delete(scopeKey);
  }

  /** Everything under way in a scope is void: it was interrupted or has ended. */
  clearArrivals(scopeKey: number): void {
    this.#arrivals.delete(scopeKey);
  }

  #known(key: number): ElementInstanceRow {
    const row = this.table.get(key);
    if (row === undefined) throw new Error(`Expected element instance ${key} to exist, but it does not`);
    return row;
  }

  #count(processDefinitionKey: number, by: number): void {
    const count = this.instanceCount(processDefinitionKey) + by;
    if (count > 0) this.#instances.set(processDefinitionKey, count);
    else this.#instances.delete(processDefinitionKey);
  }
}

/** A row to be changed before it is put. Written out, so that all rows are objects of one form: reading mixed ones costs ten times as much. */
function copyOf(row: ElementInstanceRow): { -readonly [M in keyof ElementInstanceRow]: ElementInstanceRow[M] } {
  return {
    key: row.key,
    state: row.state,
    elementId: row.elementId,
    elementType: row.elementType,
    eventType: row.eventType,
    flowScopeKey: row.flowScopeKey,
    processInstanceKey: row.processInstanceKey,
    processDefinitionKey: row.processDefinitionKey,
    bpmnProcessId: row.bpmnProcessId,
    version: row.version,
    tenantId: row.tenantId,
    parentProcessInstanceKey: row.parentProcessInstanceKey,
    parentElementInstanceKey: row.parentElementInstanceKey,
    calledInstanceKey: row.calledInstanceKey,
    jobKey: row.jobKey,
    listenersDone: row.listenersDone,
    interruptedBy: row.interruptedBy,
    loopCounter: row.loopCounter,
    loop: row.loop,
    fulfilled: row.fulfilled,
    callDepth: row.callDepth,
    correlationLock: row.correlationLock,
    userTaskKey: row.userTaskKey,
  };
}

/** The definition of a row that is a process instance; -1 for all others. */
function rootOf(row: ElementInstanceRow | undefined): number {
  return row === undefined || row.flowScopeKey >= 0 ? -1 : row.processDefinitionKey;
}
