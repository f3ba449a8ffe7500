/** Request ids of publishing, correlating and evaluating, with what was answered: a repeat writes nothing and hears the same. Those of creates lie with the creations. */
import type { RecordOf } from '../../protocol/record.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { OldestFirst } from './oldest-first.ts';
import { Table } from './table.ts';

/** How long a request id is remembered. Milliseconds. */
export const REQUEST_KEPT_MS = 10 * 60_000;

/** The value types whose commands can carry a request id. */
type RequestType = 'MESSAGE' | 'MESSAGE_CORRELATION' | 'CONDITIONAL_EVALUATION';

/** A command that can carry a request id, or an event that answers one. */
export type RequestRecord = { [T in RequestType]: RecordOf<T> }[RequestType];

/** The event that answered a request; CORRELATING while there is no answer yet. */
export interface RequestRow {
  readonly valueType: RequestType;
  readonly intent: RequestRecord['intent'];
  readonly key: number;
  /** Without its variables. */
  readonly value: RequestRecord['value'];
  readonly atMs: number;
}

/** The projection of remembered requests. */
export class Requests {
  readonly table: Table<string, RequestRow>;
  readonly #order: OldestFirst<RequestRow>;
  readonly #waiting;

  constructor(journal: Journal) {
    this.table = new Table(53, 'requests', journal);
    this.#order = new OldestFirst(this.table);
    this.#waiting = indexBy(this.table, (row) => (row.intent === 'CORRELATING' ? row.key : undefined));
  }

  /** What an earlier command with the same request id led to. */
  earlier(record: RequestRecord): RequestRow | undefined {
    return record.value.requestId === '' ? undefined : this.table.get(nameOf(record));
  }

  /** The request id of a message that somebody correlates and that nobody has taken yet; empty when there is none. */
  correlating(messageKey: number): string {
    const [name] = this.#waiting.keys(messageKey);
    return name === undefined ? '' : (this.table.get(name)?.value.requestId ?? '');
  }

  /** Remembers an event as the answer of its request; some that are old enough are forgotten. */
  remember(record: RequestRecord): void {
    if (record.value.requestId === '') return;
    this.#order.forget(record.timestampMs - REQUEST_KEPT_MS);
    const { valueType, intent, key, timestampMs: atMs } = record;
    this.table.put(nameOf(record), { valueType, intent, key, value: { ...record.value, variables: '{}' }, atMs });
  }

  /** The request came to nothing: a repeat tries again. */
  drop(record: RequestRecord): void {
    if (record.value.requestId !== '') this.table.delete(nameOf(record));
  }
}

function nameOf({ valueType, value }: RequestRecord): string {
  return `${valueType}\n${value.tenantId}\n${value.requestId}`;
}
