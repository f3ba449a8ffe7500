/** Incidents: by key, by element instance and by job. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';

/** One open incident. */
export interface IncidentRow {
  readonly value: Value<'INCIDENT'>;
}

/** The projection of incidents. */
export class Incidents {
  readonly table: Table<number, IncidentRow>;
  readonly #ofElement;
  readonly #ofJob;

  constructor(journal: Journal) {
    this.table = new Table(5, 'incidents', journal);
    this.#ofElement = indexBy(this.table, (row) => row.value.elementInstanceKey);
    this.#ofJob = indexBy(this.table, (row) => (row.value.jobKey < 0 ? undefined : row.value.jobKey));
  }

  get(key: number): IncidentRow | undefined {
    return this.table.get(key);
  }

  /** Open incidents of one element instance, its job's included. */
  ofElement(elementInstanceKey: number): readonly number[] {
    return this.#ofElement.keys(elementInstanceKey);
  }

  ofJob(jobKey: number): number | undefined {
    return this.#ofJob.first(jobKey);
  }
}
