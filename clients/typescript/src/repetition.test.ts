// The retry table: every command of the client against a gateway that says UNAVAILABLE, then RESOURCE_EXHAUSTED. docs/guide/client.md has it in words.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fault, startStubGateway, type StubGateway } from '../test/stub-gateway.ts';
import { createClient, type Client } from './client.ts';
import { key } from './keys.ts';

let stub: StubGateway;
let client: Client;
let status: 'UNAVAILABLE' | 'RESOURCE_EXHAUSTED' = 'UNAVAILABLE';
const refuse = () => {
  throw fault(status);
};

/** Name in the guide, the RPC that is sent, the call, and whether it is repeated after an unknown outcome. */
const table: readonly (readonly [string, string, (asked: Client) => Promise<unknown>, boolean])[] = [
  ['createInstance', 'createProcessInstance', (c) => c.createInstance({ processId: 'p' }), false],
  ['createInstance with requestId', 'createProcessInstance', (c) => c.createInstance({ processId: 'p', requestId: 'r' }), true],
  [
    'createInstance with awaitResult',
    'createProcessInstanceWithResult',
    (c) => c.createInstance({ processId: 'p', awaitResult: true }),
    false,
  ],
  ['createInstances', 'createProcessInstances', (c) => c.createInstances([{ processId: 'p' }]), false],
  ['createInstances, each with requestId', 'createProcessInstances', (c) => c.createInstances([{ processId: 'p', requestId: 'r' }]), true],
  ['cancelInstance', 'cancelProcessInstance', (c) => c.cancelInstance({ processInstanceKey: key('1') }), true],
  ['setVariables', 'setVariables', (c) => c.setVariables({ elementInstanceKey: key<'elementInstance'>('1'), variables: {} }), true],
  ['resolveIncident', 'resolveIncident', (c) => c.resolveIncident({ incidentKey: key('1') }), true],
  ['modifyInstance', 'modifyProcessInstance', (c) => c.modifyInstance({ processInstanceKey: key('1') }), false],
  [
    'migrateInstance',
    'migrateProcessInstance',
    (c) => c.migrateInstance({ processInstanceKey: key('1'), targetProcessDefinitionKey: key('2'), mappings: [] }),
    true,
  ],
  ['deploy', 'deployResource', (c) => c.deploy({ name: 'a.bpmn', content: '<a/>' }), true],
  ['deleteResource', 'deleteResource', (c) => c.deleteResource({ resourceKey: key('1') }), true],
  ['evaluateDecision', 'evaluateDecision', (c) => c.evaluateDecision({ decisionId: 'd' }), true],
  ['publishMessage', 'publishMessage', (c) => c.publishMessage({ name: 'm', correlationKey: 'k', timeToLive: '1m' }), false],
  [
    'publishMessage with messageId and timeToLive',
    'publishMessage',
    (c) => c.publishMessage({ name: 'm', correlationKey: 'k', timeToLive: '1m', messageId: 'i' }),
    true,
  ],
  ['publishMessage with requestId', 'publishMessage', (c) => c.publishMessage({ name: 'm', correlationKey: 'k', requestId: 'r' }), true],
  ['broadcastSignal', 'broadcastSignal', (c) => c.broadcastSignal({ signalName: 's' }), false],
  ['completeJob', 'completeJob', (c) => c.completeJob({ jobKey: key('1') }), true],
  ['failJob', 'failJob', (c) => c.failJob({ jobKey: key('1'), retries: 1 }), true],
  ['throwError', 'throwError', (c) => c.throwError({ jobKey: key('1'), code: 'E' }), true],
  ['updateJobRetries', 'updateJobRetries', (c) => c.updateJobRetries({ jobKey: key('1'), retries: 1 }), true],
  ['updateJobTimeout', 'updateJobTimeout', (c) => c.updateJobTimeout({ jobKey: key('1'), timeout: '1s' }), true],
  ['topology', 'topology', (c) => c.topology(), true],
];

beforeAll(async () => {
  stub = await startStubGateway({ unary: Object.fromEntries(table.map(([, rpc]) => [rpc, refuse])) });
  client = createClient({ address: stub.address, env: {}, retry: { attemptsMax: 3, backoffMin: 1, backoffMax: 2 } });
});
afterAll(async () => {
  await client.close();
  stub.stop();
});

it.each(table)('%s', async (_name, rpc, call, repeatable) => {
  const triesAfter = async (said: typeof status) => {
    status = said;
    const before = stub.calls.get(rpc) ?? 0;
    await expect(call(client)).rejects.toMatchObject({ code: said, retryable: repeatable || said === 'RESOURCE_EXHAUSTED' });
    return (stub.calls.get(rpc) ?? 0) - before;
  };
  expect(await triesAfter('UNAVAILABLE')).toBe(repeatable ? 3 : 1);
  expect(await triesAfter('RESOURCE_EXHAUSTED')).toBe(3);
});

it('stands in the guide as it is', () => {
  const guide = readFileSync(new URL('../../../docs/guide/client.md', import.meta.url), 'utf8');
  const rows = new Map(
    [...guide.matchAll(/^\| `(\w+)`([^|]*) \| (yes|no) \|/gm)].map(([, name, rest, said]) => [`${String(name)}${String(rest)}`, said]),
  );
  for (const [name, , , repeatable] of table) expect([name, rows.get(name)]).toEqual([name, repeatable ? 'yes' : 'no']);
});
