/** Processor of CONDITIONAL_SUBSCRIPTION TRIGGER: a condition may have become true. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { scopeOf } from '../expressions.ts';
import { holds } from '../lifecycle/subscriptions/conditional.ts';
import { canTrigger, triggerEvent } from '../lifecycle/trigger.ts';
import { visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors. */
export const conditionalSubscriptionCommands: Processors<'CONDITIONAL_SUBSCRIPTION'> = { TRIGGER: trigger };

function trigger(p: Processing, command: RecordOf<'CONDITIONAL_SUBSCRIPTION'>): Rejection | undefined {
  const value = p.state.conditionalSubscriptions.get(command.key)?.value;
  const visit = value === undefined ? undefined : visitOf(p, value.elementInstanceKey);
  const event = visit && value && p.models.element(visit.instance.processDefinitionKey, value.catchEventId);
  if (value === undefined || visit === undefined || event === undefined || !canTrigger(visit, event))
    return rejection('NOT_FOUND', `Expected to test the condition of subscription ${command.key}, but nobody waits for it any more`);
  if (!holds(p, event, scopeOf(p, value.scopeKey))) return undefined;
  p.emit('CONDITIONAL_SUBSCRIPTION', 'TRIGGERED', command.key, value);
  triggerEvent(visit, event, '{}');
  return undefined;
}
