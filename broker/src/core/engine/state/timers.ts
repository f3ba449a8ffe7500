/** Timers: by due date, by element instance and by process definition. */
import type { Value } from '../../protocol/value-types.ts';
import { DueHeap } from './due-heap.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** One open timer. */
export interface TimerRow {
  readonly value: Value<'TIMER'>;
}

/** The projection of timers. */
export class Timers {
  readonly table: Table<number, TimerRow>;
  readonly due: DueHeap<TimerRow>;
  readonly #ofElement;
  readonly #ofProcess;

  /** `isBanned` tells of a process instance that takes no more commands: its timers never come due. */
  constructor(journal: Journal, isBanned: (processInstanceKey: number) => boolean) {
    this.table = new Table(9, 'timers', journal);
    this.due = new DueHeap(this.table, (row) => (isBanned(row.value.processInstanceKey) ? undefined : row.value.dueDate));
    this.#ofElement = indexBy(this.table, (row) => (row.value.elementInstanceKey < 0 ? undefined : row.value.elementInstanceKey));
    this.#ofProcess = indexBy(this.table, (row) => (row.value.elementInstanceKey < 0 ? row.value.processDefinitionKey : undefined));
  }

  get(key: number): TimerRow | undefined {
    return this.table.get(key);
  }

  /** Open timers of an element instance. */
  ofElement(elementInstanceKey: number): readonly number[] {
    return this.#ofElement.keys(elementInstanceKey);
  }

  /** Start timers of a process definition. */
  ofProcess(processDefinitionKey: number): readonly number[] {
    return this.#ofProcess.keys(processDefinitionKey);
  }
}
