// Deployments and deletions reach every partition, in order and once, over wires that lose and repeat.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AnyRecord } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { EngineCluster, type Fate } from './testing/engine-cluster.suite.ts';

const models = new URL('../../../../test/models/', import.meta.url);
const fates: readonly Fate[] = ['arrives', 'is lost', 'arrives twice'];
/** Long enough for the repeats of a wire that loses two of three messages. */
const PATIENCE_SECONDS = 4_000;

function deploy(cluster: EngineCluster, ...names: string[]): AnyRecord | undefined {
  const resources = names.map((name) => ({ resourceName: name, resource: readFileSync(new URL(name, models)) }));
  const value = valueTypes.DEPLOYMENT.codec.complete({ resources });
  return cluster.run(1, { valueType: 'DEPLOYMENT', intent: 'CREATE', key: -1, value });
}

function remove(cluster: EngineCluster, resourceKey: number): AnyRecord | undefined {
  const value = valueTypes.RESOURCE_DELETION.codec.complete({ resourceKey });
  return cluster.run(1, { valueType: 'RESOURCE_DELETION', intent: 'DELETE', key: -1, value });
}

/** What a partition knows of definitions. */
function definitionsOf(cluster: EngineCluster, index: number): unknown {
  const state = cluster.engines.at(index)?.state;
  if (state === undefined) throw new Error(`Expected a partition ${index + 1}, but there is none`);
  const keys = (table: { entries(): Iterable<[number, object]> }): number[] =>
    [...table.entries()].map(([key]) => key).sort((a, b) => a - b);
  return [
    keys(state.definitions.table),
    keys(state.decisions.table),
    keys(state.decisions.requirements),
    keys(state.forms.table),
    keys(state.resources.table),
    [...state.messageStarts.table.entries()].map(
      ([, row]) => (row as { value: { processDefinitionKey: number } }).value.processDefinitionKey,
    ),
  ];
}

describe('distribution', () => {
  test('brings every kind of resource to every partition under the same keys', () => {
    const cluster = new EngineCluster(3);
    deploy(cluster, 'message-start.bpmn', 'discount.dmn', 'order.form');
    cluster.deliver();
    expect(definitionsOf(cluster, 1)).toEqual(definitionsOf(cluster, 0));
    expect(definitionsOf(cluster, 2)).toEqual(definitionsOf(cluster, 0));
    expect(cluster.count('COMMAND_DISTRIBUTION', 'ACKNOWLEDGED')).toBe(2);
    expect(cluster.count('COMMAND_DISTRIBUTION', 'FINISHED')).toBe(1);
    expect(cluster.count('DEPLOYMENT', 'FULLY_DISTRIBUTED')).toBe(1);
  });

  test('brings files their own bytes, also where two have one name', () => {
    const cluster = new EngineCluster(2);
    const files = ['first', 'second'].map((id) => new TextEncoder().encode(JSON.stringify({ id })));
    const value = valueTypes.DEPLOYMENT.codec.complete({ resources: files.map((resource) => ({ resourceName: 'robot.rpa', resource })) });
    cluster.run(1, { valueType: 'DEPLOYMENT', intent: 'CREATE', key: -1, value });
    cluster.deliver();
    const bytesAt = (index: number): unknown =>
      [...(cluster.engines.at(index)?.state.resources.table.entries() ?? [])].map(([, row]) => row.value.resource);
    expect(bytesAt(0)).toEqual(files);
    expect(bytesAt(1)).toEqual(files);
  });

  test('waits ten seconds before it repeats, then twice as long', () => {
    const cluster = new EngineCluster(2, () => 'is lost');
    deploy(cluster, 'service-task.bpmn');
    const sent = (): number => cluster.count('COMMAND_DISTRIBUTION', 'DISTRIBUTING');
    cluster.pass(9);
    expect(sent()).toBe(1);
    cluster.pass(1);
    expect(sent()).toBe(2);
    cluster.pass(19);
    expect(sent()).toBe(2);
    cluster.pass(1);
    expect(sent()).toBe(3);
  });

  test('sends a duplicate nowhere', () => {
    const cluster = new EngineCluster(2);
    deploy(cluster, 'service-task.bpmn');
    cluster.deliver();
    deploy(cluster, 'service-task.bpmn');
    expect(cluster.count('COMMAND_DISTRIBUTION', 'STARTED')).toBe(1);
  });

  test('ends with equal definitions whatever the wires do', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...fates), { minLength: 1, maxLength: 40 }), (script) => {
        let next = 0;
        // A script that loses everything would never end: behind it, everything arrives.
        const cluster = new EngineCluster(3, () => script[next++] ?? 'arrives');
        deploy(cluster, 'message-start.bpmn');
        deploy(cluster, 'message-start-changed.bpmn');
        const latest = cluster.engines[0]?.state.definitions.latest('<default>', 'message-start');
        expect(latest?.value.version).toBe(2);
        cluster.deliver();
        remove(cluster, latest?.value.processDefinitionKey ?? -1);
        cluster.pass(PATIENCE_SECONDS);
        expect(definitionsOf(cluster, 1)).toEqual(definitionsOf(cluster, 0));
        expect(definitionsOf(cluster, 2)).toEqual(definitionsOf(cluster, 0));
        expect(cluster.count('COMMAND_DISTRIBUTION', 'FINISHED')).toBe(3);
      }),
      { numRuns: 25 },
    );
  });
});
