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

/** The projection of messages. */
export class Messages {
  readonly table: Table<number, MessageRow>;
  readonly deadlines: DueHeap<MessageRow>;
  readonly #byName = new OrderedGroups<number>((a, b) => a - b);
  readonly #byId = new Map<string, number>();

  constructor(journal: Journal) {
    this.table = new Table(20, 'messages', journal);
    this.deadlines = new DueHeap(this.table, (row) => row.value.deadline);
    this.table.watch((key, before, after) => {
      const value = (after ?? before)?.value;
      if (value === undefined || (before !== undefined && after !== undefined)) return;
      const group = groupName(value.tenantId, value.name, value.correlationKey);
      if (after === undefined) this.#byName.remove(group, key);
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

  /** Keys of the buffered messages of a name and correlation key, oldest first. */
  buffered(tenantId: string, name: string, correlationKey: string): readonly number[] {
    return this.#byName.of(groupName(tenantId, name, correlationKey));
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
}

function idName(value: Value<'MESSAGE'>): string {
  return groupName(value.tenantId, value.name, value.correlationKey, value.messageId);
}
