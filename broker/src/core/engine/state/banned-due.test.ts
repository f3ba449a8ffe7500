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
