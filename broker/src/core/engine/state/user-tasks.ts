/** Native user tasks: open work of people, by key; what is being changed lies beside what is settled until its listeners are done. */
import type { Value } from '../../protocol/value-types.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** Where a user task stands; completed and cancelled ones are gone. */
export type UserTaskState = 'CREATING' | 'CREATED' | 'ASSIGNING' | 'UPDATING' | 'COMPLETING' | 'CANCELING';

/** One open user task. */
export interface UserTaskRow {
  readonly state: UserTaskState;
  /** As settled. */
  readonly value: Value<'USER_TASK'>;
  /** As it will be when the listeners of the running transition are done; undefined in CREATED. */
  readonly draft: Value<'USER_TASK'> | undefined;
  /** Listeners of the running transition that are done. */
  readonly listenersDone: number;
}

/** The projection of user tasks. */
export class UserTasks {
  readonly table: Table<number, UserTaskRow>;

  constructor(journal: Journal) {
    this.table = new Table(43, 'user-tasks', journal);
  }

  get(key: number): UserTaskRow | undefined {
    return this.table.get(key);
  }
}
