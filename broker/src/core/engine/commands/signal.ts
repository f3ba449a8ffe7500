/** Processors of SIGNAL: a broadcast reaches every open catch of its name on all partitions, and is not kept for later ones. */
import { counterOfKey, wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { startByEvent } from '../lifecycle/start-by-event.ts';
import { canTrigger, triggerEvent } from '../lifecycle/trigger.ts';
import { visitOf } from '../lifecycle/visit.ts';
import { partitionIdOf } from '../partition-of-key.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';
import { retryAtMs } from '../state/send-retry.ts';

type Command = RecordOf<'SIGNAL'>;

/** Catches that a signal reaches in one go; more are reached in further commands so that no step is unbounded. */
export const SIGNAL_CATCHES_MAX = 100;

/** The processors. */
export const signalCommands: Processors<'SIGNAL'> = { BROADCAST: broadcast, ACKNOWLEDGE: acknowledge, RETRY: retry };

/** A new signal, one that another partition passes on, or (with a key) one that goes on where the command before it stopped. */
function broadcast(p: Processing, command: Command): Rejection | undefined {
  const { value } = command;
  if (command.key >= 0) reachSome(p, command.key, value);
  else if (value.sourceKey >= 0n) hear(p, value);
  else begin(p, value);
  return undefined;
}

function begin(p: Processing, value: Value<'SIGNAL'>): void {
  const key = p.nextKey();
  const deliverTo: number[] = [];
  for (let id = 1; id <= p.config.partitionCount; id++) if (id !== p.config.partitionId) deliverTo.push(id);
  p.answer(p.emit('SIGNAL', 'BROADCASTED', key, { ...value, deliverTo }));
  passOn(p, key);
  reachSome(p, key, value);
}

/** A signal of another partition: it may come twice. */
function hear(p: Processing, value: Value<'SIGNAL'>): void {
  const { sourceKey } = value;
  p.send(partitionIdOf(p.config, sourceKey), 'SIGNAL', 'ACKNOWLEDGE', counterOfKey(sourceKey), { deliverTo: [p.config.partitionId] });
  if (p.state.heard.has(sourceKey)) return;
  const key = p.nextKey();
  p.emit('SIGNAL', 'BROADCASTED', key, value);
  reachSome(p, key, value);
}

/** Catches opened after the signal do not hear it: keys only grow. */
function reachSome(p: Processing, key: number, value: Value<'SIGNAL'>): void {
  const reached = p.state.signalSubscriptions.ofName(value.tenantId, value.signalName, value.resumeAfter, key, SIGNAL_CATCHES_MAX);
  for (const subscription of reached) reach(p, subscription, value.variables);
  const last = reached.at(-1);
  if (last !== undefined && reached.length === SIGNAL_CATCHES_MAX) p.follow('SIGNAL', 'BROADCAST', key, { ...value, resumeAfter: last });
}

function reach(p: Processing, subscriptionKey: number, variables: string): void {
  const value = p.state.signalSubscriptions.get(subscriptionKey)?.value;
  if (value === undefined) return;
  if (value.catchEventInstanceKey < 0) {
    const definition = p.state.definitions.get(value.processDefinitionKey);
    if (definition !== undefined) startByEvent(p, definition, value.catchEventId, variables);
    return;
  }
  const visit = visitOf(p, value.catchEventInstanceKey);
  const event = visit && p.models.element(visit.instance.processDefinitionKey, value.catchEventId);
  if (event !== undefined && visit !== undefined && canTrigger(visit, event)) triggerEvent(visit, event, variables);
}

/** Sends a signal of this partition to those that have not acknowledged it. */
function passOn(p: Processing, key: number): void {
  const row = p.state.signals.deliveries.get(key);
  if (row === undefined) return;
  const value = { ...row.value, sourceKey: wireKey(p.config.partition, key), deliverTo: [] };
  for (const partitionId of row.value.deliverTo) p.send(partitionId, 'SIGNAL', 'BROADCAST', -1, value);
  p.effects.push({ kind: 'dueAt', dueAtMs: retryAtMs(row.sent) });
}

function acknowledge(p: Processing, command: Command): Rejection | undefined {
  if (p.state.signals.deliveries.get(command.key) === undefined) return notUnderWay(command);
  p.emit('SIGNAL', 'ACKNOWLEDGED', command.key, command.value);
  return undefined;
}

/** Some partition has not acknowledged a signal for too long: it is sent again. */
function retry(p: Processing, command: Command): Rejection | undefined {
  const row = p.state.signals.deliveries.get(command.key);
  if (row === undefined) return notUnderWay(command);
  p.emit('SIGNAL', 'REPEATED', command.key, row.value);
  passOn(p, command.key);
  return undefined;
}

function notUnderWay(command: Command): Rejection {
  return rejection('NOT_FOUND', `Expected signal ${command.key} to be under way to another partition, but all have acknowledged it`);
}
