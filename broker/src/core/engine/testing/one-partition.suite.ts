// One engine and a replica that replays its events: for tests of what commands lead to. For tests only.
import { expect } from 'vitest';
import type { AnyCommand, AnyRecord } from '../../protocol/record.ts';
import { type Value, valueTypes } from '../../protocol/value-types.ts';
import { Engine } from '../engine.ts';
import type { EngineConfig } from '../processing.ts';
import type { Step } from '../step.ts';

const config: EngineConfig = {
  partitionId: 1,
  partition: 1,
  partitionCount: 1,
  deploymentPartition: 1,
  followUpsMax: 1000,
  zone: 'UTC',
  messageBytesMax: 4 * 1024 * 1024,
  callDepthMax: 1000,
};

/** A partition alone in its cluster. */
export class OnePartition {
  readonly engine = new Engine(config);
  readonly events: AnyRecord[] = [];
  nowMs = 1_000;
  readonly #replica = new Engine(config);
  #position = 0;

  /** Processes a command of a request and all that follows; the replica must come to the same rows. */
  run(command: AnyCommand): Step {
    const record = {
      operationReference: -1,
      ...command,
      position: ++this.#position,
      sourcePosition: -1,
      timestampMs: this.nowMs,
      recordType: 'COMMAND',
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      requestId: this.#position,
    } as AnyRecord;
    const step = this.engine.process(record);
    for (const event of step.records) {
      this.#replica.replay(event);
      if (event.recordType === 'EVENT') this.events.push(event);
    }
    for (const [id, table] of this.engine.state.tables)
      expect([...(this.#replica.state.tables.get(id)?.entries() ?? [])], table.name).toEqual([...table.entries()]);
    return step;
  }

  /** Processes the commands a step has left for later, and theirs. */
  finish(step: Step): void {
    for (const command of step.followUps) this.finish(this.run(command));
  }

  /** Deploys one file; fails when it is refused. */
  deploy(resourceName: string, text: string): void {
    const resources = [{ resourceName, resource: new TextEncoder().encode(text) }];
    const value = valueTypes.DEPLOYMENT.codec.complete({ resources });
    const step = this.run({ valueType: 'DEPLOYMENT', intent: 'CREATE', key: -1, value });
    expect(step.answers[0]?.record.rejectionReason).toBe('');
  }

  /** Asks for a process instance. */
  create(value: Partial<Value<'PROCESS_INSTANCE_CREATION'>>): Step {
    const complete = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete(value);
    return this.run({ valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value: complete });
  }

  /** Cancels the newest process instance. */
  cancel(): Step {
    const value = valueTypes.PROCESS_INSTANCE.codec.initial;
    return this.run({ valueType: 'PROCESS_INSTANCE', intent: 'CANCEL', key: this.instanceKey(), value });
  }

  /** The last event of a value type. */
  last(valueType: AnyRecord['valueType']): AnyRecord | undefined {
    return this.events.findLast((event) => event.valueType === valueType);
  }

  /** Key of the open job of a type. */
  jobKey(type: string): number {
    for (const [key, row] of this.engine.state.jobs.table.entries()) if (row.value.type === type) return key;
    throw new Error(`Expected an open job of type ${type}, but there is none`);
  }

  /** Key of the newest process instance. */
  instanceKey(): number {
    const created = this.last('PROCESS_INSTANCE_CREATION');
    return created?.valueType === 'PROCESS_INSTANCE_CREATION' ? created.value.processInstanceKey : -1;
  }

  /** Whether an event about an element was emitted. */
  has(valueType: AnyRecord['valueType'], intent: string, elementId: string): boolean {
    return this.events.some(
      (event) =>
        event.valueType === valueType && event.intent === intent && 'elementId' in event.value && event.value.elementId === elementId,
    );
  }
}
