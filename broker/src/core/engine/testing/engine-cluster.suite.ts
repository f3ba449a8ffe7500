// Several engines that talk to one another over wires which lose and repeat what a test decides. For tests only.
import { readFileSync } from 'node:fs';
import type { AnyCommand, AnyRecord } from '../../protocol/record.ts';
import { valueTypes } from '../../protocol/value-types.ts';
import { Engine } from '../engine.ts';

/** What happens to a command between two partitions. */
export type Fate = 'arrives' | 'is lost' | 'arrives twice';

/** Engines of the partitions 1 to `count` of one cluster, with one clock. */
export class EngineCluster {
  readonly engines: readonly Engine[];
  /** Every record of all partitions, in the order of processing. */
  readonly records: { readonly partitionId: number; readonly record: AnyRecord }[] = [];
  nowMs = 1_000;
  #fate: () => Fate;
  readonly #wire: { readonly partitionId: number; readonly command: AnyCommand }[] = [];
  #position = 0;

  constructor(count: number, fate: () => Fate = () => 'arrives') {
    this.#fate = fate;
    this.engines = Array.from(
      { length: count },
      (_, index) =>
        new Engine({
          partitionId: index + 1,
          partition: index + 1,
          partitionCount: count,
          deploymentPartition: 1,
          followUpsMax: 1000,
          zone: 'UTC',
          messageBytesMax: 4 * 1024 * 1024,
          callDepthMax: 1000,
        }),
    );
  }

  /** Deploys a model of test/models; it has reached every partition when this returns. */
  deploy(model: string): void {
    const url = new URL(`../../../../../test/models/${model}.bpmn`, import.meta.url);
    this.deployResource(`${model}.bpmn`, readFileSync(url));
  }

  /** Deploys a resource on the deployment partition and waits for the others, over wires that lose nothing; fails when it is refused. */
  deployResource(resourceName: string, resource: Uint8Array): void {
    const value = valueTypes.DEPLOYMENT.codec.complete({ resources: [{ resourceName, resource }] });
    const fate = this.#fate;
    this.#fate = () => 'arrives';
    const answer = this.run(1, { valueType: 'DEPLOYMENT', intent: 'CREATE', key: -1, value });
    this.deliver();
    this.#fate = fate;
    if (answer?.recordType !== 'EVENT')
      throw new Error(answer?.rejectionReason ?? 'Expected an answer to a deployment, but there was none');
  }

  /** Processes a command and what follows from it on its partition; returns the answer. */
  run(partitionId: number, command: AnyCommand): AnyRecord | undefined {
    const engine = this.engines[partitionId - 1];
    if (engine === undefined) throw new Error(`Expected a partition, but ${partitionId} is none`);
    const queue: AnyCommand[] = [command];
    let answer: AnyRecord | undefined;
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const step = engine.process(this.#recordOf(next));
      for (const record of step.records) this.records.push({ partitionId, record });
      queue.push(...step.followUps);
      answer ??= step.answers[0]?.record;
      for (const effect of step.effects) {
        if (effect.kind !== 'send') continue;
        const fate = this.#fate();
        if (fate !== 'is lost') this.#wire.push({ partitionId: effect.partitionId, command: effect.command });
        if (fate === 'arrives twice') this.#wire.push({ partitionId: effect.partitionId, command: effect.command });
      }
    }
    return answer;
  }

  /** Delivers what is on the wires until they are empty. */
  deliver(): void {
    for (let sent = this.#wire.shift(); sent !== undefined; sent = this.#wire.shift()) this.run(sent.partitionId, sent.command);
  }

  /** Lets time pass, second by second, with what is due and delivered in each. */
  pass(seconds: number): void {
    for (let second = 0; second < seconds; second++) {
      this.nowMs += 1000;
      this.engines.forEach((engine, index) => {
        for (const command of engine.due(this.nowMs, 100)) this.run(index + 1, command);
      });
      this.deliver();
    }
  }

  /** How many events of this kind there were on all partitions. */
  count(valueType: string, intent: string): number {
    return this.records.filter(({ record }) => record.recordType === 'EVENT' && record.valueType === valueType && record.intent === intent)
      .length;
  }

  #recordOf(command: AnyCommand): AnyRecord {
    return {
      operationReference: -1,
      ...command,
      position: ++this.#position,
      sourcePosition: -1,
      timestampMs: this.nowMs,
      recordType: 'COMMAND',
      rejectionType: 'NULL_VAL',
      rejectionReason: '',
      requestId: 1,
    };
  }
}
