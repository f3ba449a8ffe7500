/** Processor of CONDITIONAL_EVALUATION EVALUATE: starts an instance of each process whose conditional start event holds for the given variables. */
import { fromJson } from '../../feel/json.ts';
import { documentEntries } from '../../protocol/document.ts';
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { answerRepeat } from '../lifecycle/repeated-request.ts';
import { startByEvent } from '../lifecycle/start-by-event.ts';
import { holds } from '../lifecycle/subscriptions/conditional.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** Start events that one evaluation may begin at: more are refused, since each is a part of the same step. */
const STARTS_MAX = 1_000;

/** The processors. */
export const conditionalEvaluationCommands: Processors<'CONDITIONAL_EVALUATION'> = { EVALUATE: evaluate };

function evaluate(p: Processing, command: RecordOf<'CONDITIONAL_EVALUATION'>): Rejection | undefined {
  if (answerRepeat(p, command)) return undefined;
  const { processDefinitionKey, variables, tenantId } = command.value;
  const subscriptions = p.state.conditionalSubscriptions;
  if (processDefinitionKey >= 0 && p.state.definitions.get(processDefinitionKey)?.state !== 'ACTIVE') {
    const name = wireKey(p.config.deploymentPartition, processDefinitionKey);
    return rejection('NOT_FOUND', `Expected to find process definition with key '${name}', but none found`);
  }
  const key = p.nextKey();
  const values = new Map([...documentEntries(variables)].map(([name, value]) => [name, fromJson(value)] as const));
  const startedProcessInstances: { processDefinitionKey: number; processInstanceKey: number }[] = [];
  for (const subscription of processDefinitionKey < 0 ? subscriptions.startsOf(tenantId) : subscriptions.ofProcess(processDefinitionKey)) {
    const value = subscriptions.get(subscription)?.value;
    const definition = value === undefined ? undefined : p.state.definitions.get(value.processDefinitionKey);
    if (value === undefined || definition === undefined || value.tenantId !== tenantId) continue;
    const event = p.models.element(value.processDefinitionKey, value.catchEventId);
    if (!holds(p, event, { lookup: (name) => values.get(name) })) continue;
    if (startedProcessInstances.length === STARTS_MAX)
      return rejection('INVALID_STATE', `Expected an evaluation to start at most ${STARTS_MAX} process instances, but it would start more`);
    const processInstanceKey = startByEvent(p, definition, value.catchEventId, variables);
    startedProcessInstances.push({ processDefinitionKey: value.processDefinitionKey, processInstanceKey });
  }
  p.answer(p.emit('CONDITIONAL_EVALUATION', 'EVALUATED', key, { ...command.value, startedProcessInstances }));
  return undefined;
}
