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

/** Sequence flows taken towards targets that have not been activated yet, of one scope. */
export interface ArrivalsRow {
  readonly scopeKey: number;
  /** By target element id, then by flow id: how many. */
  readonly targets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly total: number;
}

/** The projection of element instances. */
export class ElementInstances {
  readonly table: Table<number, ElementInstanceRow>;
  readonly arrivals: Table<number, ArrivalsRow>;
  readonly #children;
  readonly #roots;

  constructor(journal: Journal) {
    this.table = new Table(1, 'element-instances', journal);
    this.arrivals = new Table(2, 'arrivals', journal);
    this.#children = indexBy(this.table, (row) => (row.flowScopeKey < 0 ? undefined : row.flowScopeKey));
    this.#roots = indexBy(this.table, (row) => (row.flowScopeKey < 0 ? row.processDefinitionKey : undefined));
  }

  get(key: number): ElementInstanceRow | undefined {
    return this.table.get(key);
  }

  /** Changes members of a row that must exist; a missing row is a bug, kept visible. */
  change(key: number, members: Partial<ElementInstanceRow>): void {
    const row = this.table.get(key);
    if (row === undefined) throw new Error(`Expected element instance ${key} to exist, but it does not`);
    this.table.put(key, { ...row, ...members });
  }

  /** Keys of the active elements of a scope, oldest first. */
  children(scopeKey: number): ReadonlySet<number> {
    return this.#children.keys(scopeKey);
  }

  childCount(scopeKey: number): number {
    return this.#children.count(scopeKey);
  }

  /** Keys of the running instances of a process definition. */
  instancesOf(processDefinitionKey: number): ReadonlySet<number> {
    return this.#roots.keys(processDefinitionKey);
  }

  /** Flows under way in a scope. */
  arrivalCount(scopeKey: number): number {
    return this.arrivals.get(scopeKey)?.total ?? 0;
  }

  /** Flows that arrived at a target of a scope, by flow id. */
  arrivalsAt(scopeKey: number, elementId: string): Readonly<Record<string, number>> {
    return this.arrivals.get(scopeKey)?.targets[elementId] ?? {};
  }

  /** A flow was taken towards `elementId`. */
  arrive(scopeKey: number, elementId: string, flowId: string): void {
    const row = this.arrivals.get(scopeKey);
    const flows = row?.targets[elementId];
    const targets = { ...row?.targets, [elementId]: { ...flows, [flowId]: (flows?.[flowId] ?? 0) + 1 } };
    this.arrivals.put(scopeKey, { scopeKey, targets, total: (row?.total ?? 0) + 1 });
  }

  /** The target is activated: one arrival of each of `flowIds` is used up; of those that have one. */
  consume(scopeKey: number, elementId: string, flowIds: readonly string[]): void {
    const row = this.arrivals.get(scopeKey);
    const flows = row?.targets[elementId];
    if (row === undefined || flows === undefined) return;
    const left: Record<string, number> = { ...flows };
    let total = row.total;
    for (const flowId of flowIds) {
      const count = left[flowId];
      if (count === undefined) continue;
      total--;
      if (count > 1) left[flowId] = count - 1;
      else delete left[flowId];
    }
    const targets: Record<string, Readonly<Record<string, number>>> = { ...row.targets };
    if (Object.keys(left).length > 0) targets[elementId] = left;
    else delete targets[elementId];
    if (total > 0) this.arrivals.put(scopeKey, { scopeKey, targets, total });
    else this.arrivals.delete(scopeKey);
  }

  /** Everything under way in a scope is void: it was interrupted or has ended. */
  clearArrivals(scopeKey: number): void {
    this.arrivals.delete(scopeKey);
  }
}
