/** What a create command asked for beyond the instance itself: tags, business id, early end; and the request ids that make a repeat safe. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { OldestFirst } from './oldest-first.ts';
import { Table } from './table.ts';

/** How long a request id is remembered: a repeat within this time answers with the first instance. Milliseconds. */
export const REQUEST_ID_KEPT_MS = 10 * 60_000;

/** One creation, kept while its instance runs. */
export interface CreationRow {
  readonly value: Value<'PROCESS_INSTANCE_CREATION'>;
  /** A called process has what its caller was created with, and its business id need not be the only one. */
  readonly isCalled?: boolean;
}

/** One remembered request id. */
export interface RequestRow {
  readonly value: Value<'PROCESS_INSTANCE_CREATION'>;
  readonly atMs: number;
}

/** The projection of creations. */
export class Creations {
  readonly table: Table<number, CreationRow>;
  readonly requests: Table<string, RequestRow>;
  readonly #order: OldestFirst<RequestRow>;
  readonly #byBusinessId;

  constructor(journal: Journal) {
    this.table = new Table(12, 'creations', journal);
    this.requests = new Table(13, 'create-requests', journal);
    this.#byBusinessId = indexBy(this.table, ({ value, isCalled }) =>
      value.businessId === '' || isCalled === true ? undefined : businessName(value.tenantId, value.bpmnProcessId, value.businessId),
    );
    this.#order = new OldestFirst(this.requests);
  }

  get(processInstanceKey: number): CreationRow | undefined {
    return this.table.get(processInstanceKey);
  }

  /** What an earlier create with this request id led to. */
  byRequest(requestId: string): RequestRow | undefined {
    return this.requests.get(requestId);
  }

  /** A process was called: it has the tags and the business id of its caller. */
  called(processInstanceKey: number, bpmnProcessId: string, callerKey: number): void {
    const caller = this.table.get(callerKey);
    if (caller === undefined) return;
    const value = { ...caller.value, processInstanceKey, bpmnProcessId, requestId: '', startInstructions: [], runtimeInstructions: [] };
    this.table.put(processInstanceKey, { value, isCalled: true });
  }

  /** Whether an instance of a process that was not called, with this business id is running. */
  isRunning(tenantId: string, bpmnProcessId: string, businessId: string): boolean {
    return this.#byBusinessId.count(businessName(tenantId, bpmnProcessId, businessId)) > 0;
  }

  /**
   * The instance goes on under another definition. What ends it early follows the mapping; an element without one is meant by its id in the target, too, unless
   * another has become that.
   */
  migrated(processInstanceKey: number, bpmnProcessId: string, mapping: Value<'PROCESS_INSTANCE_MIGRATION'>['mappingInstructions']): void {
    const row = this.table.get(processInstanceKey);
    if (row === undefined) return;
    const targets = new Map(mapping.map(({ sourceElementId, targetElementId }) => [sourceElementId, targetElementId]));
    const taken = new Set(targets.values());
    const runtimeInstructions = row.value.runtimeInstructions.flatMap(({ afterElementId: source }) => {
      const afterElementId = targets.get(source) ?? (taken.has(source) ? undefined : source);
      return afterElementId === undefined ? [] : [{ afterElementId }];
    });
    this.table.put(processInstanceKey, { ...row, value: { ...row.value, bpmnProcessId, runtimeInstructions } });
  }

  created(processInstanceKey: number, value: Value<'PROCESS_INSTANCE_CREATION'>, atMs: number): void {
    const slim = { ...value, variables: '{}' };
    if (value.tags.length > 0 || value.businessId !== '' || value.runtimeInstructions.length > 0)
      this.table.put(processInstanceKey, { value: slim });
    if (value.requestId === '') return;
    this.#order.forget(atMs - REQUEST_ID_KEPT_MS);
    this.requests.put(value.requestId, { value: slim, atMs });
  }
}

function businessName(tenantId: string, bpmnProcessId: string, businessId: string): string {
  return `${tenantId}\n${bpmnProcessId}\n${businessId}`;
}
