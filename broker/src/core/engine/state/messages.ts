/** Published messages while they are buffered: by name and correlation key, by id, by deadline. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import type { Journal } from './journal.ts';
import { groupName, OrderedGroups } from './ordered-groups.ts';
import { Table } from './table.ts';

/** One buffered message. */
export interface MessageRow {
  readonly value: Value<'MESSAGE'>;
  /** Processes it was given to: a message goes once to each process id. */
  readonly processIds: readonly string[];
}

/** Messages looked at for a process before the place is remembered: few groups are longer. */
const UNREMEMBERED_MAX = 16;

/** The projection of messages. */
export class Messages {
  readonly table: Table<number, MessageRow>;
  readonly deadlines: DueHeap<MessageRow>;
  readonly #byName = new OrderedGroups<number>((a, b) => a - b);
  readonly #byId = new Map<string, number>();
  /** By group and process id: every message with a lower key was given to the process. Only of groups in which many were. */
  readonly #givenBelow = new Map<string, Map<string, number>>();

  constructor(journal: Journal) {
    this.table = new Table(20, 'messages', journal);
    this.deadlines = new DueHeap(this.table, (row) => row.value.deadline);
    this.table.watch((key, before, after) => {
      const value = (after ?? before)?.value;
      if (value === undefined) return;
      if (after !== undefined && this.#givenBelow.size > 0) this.#notGiven(key, after);
      if (before !== undefined && after !== undefined) return;
      const group = groupName(value.tenantId, value.name, value.correlationKey);
      if (after === undefined) this.#leave(group, key);
      else this.#byName.add(group, key);
      if (value.messageId === '') return;
      const id = idName(value);
      if (after !== undefined) this.#byId.set(id, key);
      else if (this.#byId.get(id) === key) this.#byId.delete(id);
    });
  }

  get(key: number): MessageRow | undefined {
    return this.table.get(key);
  }

  /** The oldest message of a name and correlation key that a process has not had, and that is not past its deadline. */
  oldestFor(bpmnProcessId: string, of: Pick<Value<'MESSAGE'>, 'tenantId' | 'name' | 'correlationKey'>, nowMs: number): number | undefined {
    const group = groupName(of.tenantId, of.name, of.correlationKey);
    const keys = this.#byName.of(group);
    const from = this.#byName.placeOf(group, this.#givenBelow.get(group)?.get(bpmnProcessId) ?? 0);
    let at = from;
    while (at < keys.length && this.table.get(keys[at] as number)?.processIds.includes(bpmnProcessId) === true) at++;
    if (at - from > UNREMEMBERED_MAX) this.#remember(group, bpmnProcessId, (keys[at - 1] as number) + 1);
    for (; at < keys.length; at++) {
      const key = keys[at] as number;
      const row = this.table.get(key);
      if (row !== undefined && row.value.deadline > nowMs && !row.processIds.includes(bpmnProcessId)) return key;
    }
    return undefined;
  }

  /** Whether a message with the same id, name and correlation key is buffered. */
  hasId(value: Value<'MESSAGE'>): boolean {
    return value.messageId !== '' && this.#byId.has(idName(value));
  }

  /** The message was given to a process. */
  give(key: number, bpmnProcessId: string): void {
    const row = this.table.get(key);
    if (row === undefined || row.processIds.includes(bpmnProcessId)) return;
    this.table.put(key, { ...row, processIds: [...row.processIds, bpmnProcessId] });
  }

  /** The process could not take it: another of its instances may. */
  takeBack(key: number, bpmnProcessId: string): void {
    const row = this.table.get(key);
    if (row !== undefined) this.table.put(key, { ...row, processIds: row.processIds.filter((id) => id !== bpmnProcessId) });
  }

  #remember(group: string, bpmnProcessId: string, below: number): void {
    const known = this.#givenBelow.get(group);
    if (known === undefined) this.#givenBelow.set(group, new Map([[bpmnProcessId, below]]));
    else known.set(bpmnProcessId, below);
  }

  /** A message that was taken back, or whose giving was undone. */
  #notGiven(key: number, { value, processIds }: MessageRow): void {
    const remembered = this.#givenBelow.get(groupName(value.tenantId, value.name, value.correlationKey));
    for (const [id, below] of remembered ?? []) if (key < below && !processIds.includes(id)) remembered?.set(id, key);
  }

  #leave(group: string, key: number): void {
    this.#byName.remove(group, key);
    if (this.#byName.of(group).length === 0) this.#givenBelow.delete(group);
  }
}

function idName(value: Value<'MESSAGE'>): string {
  return groupName(value.tenantId, value.name, value.correlationKey, value.messageId);
}
