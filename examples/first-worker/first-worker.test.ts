// The worker of README.md under test, word for word: only its broker is one inside this process.
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { WorkerOptions } from '@millrace/worker';
import { createTestBroker, type TestBroker } from '@millrace/worker/testing';
import { millraceMatchers } from '@millrace/worker/testing/vitest';

expect.extend(millraceMatchers);

let testBroker: TestBroker;
const asked: WorkerOptions[] = [];

vi.mock('@millrace/worker', async (original) => ({
  ...(await original<object>()),
  worker(options: WorkerOptions) {
    asked.push(options);
    return testBroker.worker({ ...options, address: testBroker.address });
  },
}));

beforeAll(async () => {
  testBroker = await createTestBroker();
  await testBroker.client.deploy({ name: 'order.bpmn', content: await readFile(new URL('order.bpmn', import.meta.url), 'utf8') });
  await import('./worker.mjs');
});
afterAll(async () => {
  // What the worker does on Ctrl-C.
  process.emit('SIGINT');
  await testBroker.close();
});

const order = async (total: number) => {
  const { processInstanceKey } = await testBroker.client.createInstance({ processId: 'order', variables: { total } });
  return testBroker.instance(processInstanceKey);
};

test('it charges cards, and refuses what is too much', async () => {
  expect(asked).toEqual([{ address: '127.0.0.1:26500', max: 8 }]);
  const paid = await order(12);
  await expect(paid).toHaveCompleted('charge', 'paid');
  await expect(paid).toHaveVariables({ total: 12, charged: 12 });
  const unpaid = await order(1001);
  await expect(unpaid).toHaveCompletedInOrder('refused', 'unpaid');
  await expect(unpaid).not.toHaveReached('paid');
  expect(await testBroker.coverage('order')).toMatchObject([{ instances: 2, missing: [] }]);
});
