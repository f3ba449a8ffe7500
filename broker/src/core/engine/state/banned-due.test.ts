// What belongs to a banned instance never comes due: it would come again and again, since its commands are refused.
import { expect, test } from 'vitest';
import { valueTypes } from '../../protocol/value-types.ts';
import { EngineCluster } from '../testing/engine-cluster.suite.ts';

test('the timer of a banned instance is not due any more, that of another instance is', () => {
  const cluster = new EngineCluster(1);
  const engine = cluster.engines[0];
  cluster.deploy('timer-catch');
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'timer-catch' });
  const keys = [1, 2].map(() => {
    const answer = cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
    return answer?.valueType === 'PROCESS_INSTANCE_CREATION' ? answer.value.processInstanceKey : -1;
  });
  expect(engine?.due(100_000, 10)).toHaveLength(2);
  engine?.state.facts.ban(keys[0] ?? -1, 'a fault');
  expect(engine?.due(100_000, 10)).toHaveLength(1);
  engine?.state.facts.ban(keys[1] ?? -1, 'a fault');
  expect(engine?.due(100_000, 10)).toHaveLength(0);
  expect(engine?.nextDueAtMs()).toBeUndefined();
});

test('a message that a banned instance was to get is offered once and stays for others', () => {
  const cluster = new EngineCluster(1);
  cluster.deploy('message-catch');
  const creation = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'message-catch', variables: '{"orderId":"one"}' });
  const answer = cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value: creation });
  cluster.engines[0]?.state.facts.ban(answer?.valueType === 'PROCESS_INSTANCE_CREATION' ? answer.value.processInstanceKey : -1, 'a fault');
  const value = valueTypes.MESSAGE.codec.complete({ name: 'paid', correlationKey: 'one', timeToLive: 86_400_000 });
  cluster.run(1, { valueType: 'MESSAGE', intent: 'PUBLISH', key: -1, value });
  cluster.pass(3_600);
  expect(cluster.count('MESSAGE_SUBSCRIPTION', 'CORRELATING')).toBe(1);
  expect(cluster.count('MESSAGE_SUBSCRIPTION', 'REJECTED')).toBe(1);
  cluster.run(1, { valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value: creation });
  expect(cluster.count('PROCESS_MESSAGE_SUBSCRIPTION', 'CORRELATED')).toBe(1);
});
