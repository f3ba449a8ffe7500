/** Processor of PROCESS_INSTANCE_MODIFICATION MODIFY: scopes are entered, elements are ended, then the chosen elements are activated. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { enterElement, isOpenFor } from '../lifecycle/activation.ts';
import { terminateElement, terminateQueued } from '../lifecycle/termination.ts';
import { setLocal } from '../lifecycle/variables.ts';
import { instanceValue, type Visit, visitOf } from '../lifecycle/visit.ts';
import { type Activation, planModification, refuse } from '../modification/instructions.ts';
import { scopeFor } from '../modification/scopes.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors. */
export const processInstanceModificationCommands: Processors<'PROCESS_INSTANCE_MODIFICATION'> = { MODIFY: modify };

/** An element that will be activated, in a scope that is there. */
interface Entrance {
  readonly activation: Activation;
  readonly scopeKey: number;
  /** Made before when variables are waiting for it. */
  readonly key: number | undefined;
}

function modify(p: Processing, command: RecordOf<'PROCESS_INSTANCE_MODIFICATION'>): Rejection | undefined {
  const { processInstanceKey } = command.value;
  const root = visitOf(p, processInstanceKey);
  const name = wireKey(p.config.partition, processInstanceKey);
  if (root === undefined || root.instance.elementType !== 'PROCESS' || root.instance.state === 'TERMINATING')
    return rejection('NOT_FOUND', `Expected to modify process instance but no process instance found with key '${name}'`);
  if (root.instance.state !== 'ACTIVATED')
    return rejection('INVALID_STATE', `Expected to modify process instance '${name}', but it is in state '${root.instance.state}'`);
  const plan = planModification(root, command.value);
  if ('reason' in plan) return plan;
  const entrances: Entrance[] = [];
  for (const activation of plan.activations) {
    const entrance = prepareEntrance(root, activation, plan.terminations);
    if ('reason' in entrance) return entrance;
    entrances.push(entrance);
  }
  const refused = terminateAll(root, plan.terminations, new Set(entrances.map(({ scopeKey }) => scopeKey)));
  if (refused !== undefined) return refused;
  p.answer(p.emit('PROCESS_INSTANCE_MODIFICATION', 'MODIFIED', command.key, command.value));
  for (const entrance of entrances) enter(root, entrance);
  return undefined;
}

function prepareEntrance(root: Visit, activation: Activation, terminations: ReadonlySet<number>): Entrance | Rejection {
  const { p } = root;
  const scope = scopeFor(root, activation, terminations);
  if ('reason' in scope) return scope;
  const own = activation.variables.filter(({ elementId }) => elementId === activation.element.id);
  const key = own.length === 0 ? undefined : p.nextKey();
  for (const { variables } of own) if (key !== undefined) setLocal(p, root.instance, key, variables);
  return { activation, scopeKey: scope.key, key };
}

/**
 * An element of the same modification may have ended or interrupted the scope meanwhile: then there is nothing left to enter, and variables that wait for the
 * element go with it.
 */
function enter(root: Visit, { activation, scopeKey, key }: Entrance): void {
  const { p } = root;
  const { element } = activation;
  const scope = p.state.elements.get(scopeKey);
  if (scope !== undefined && isOpenFor(scope, element)) enterElement(p, scope, element, key === undefined ? {} : { key });
  else if (key !== undefined) {
    const value = {
      ...instanceValue(root.instance),
      bpmnElementType: element.type,
      elementId: element.id,
      bpmnEventType: element.eventType,
    };
    p.emit('PROCESS_INSTANCE', 'ELEMENT_TERMINATED', key, { ...value, flowScopeKey: scopeKey });
  }
}

/** Ends the chosen elements, and the scopes that are left with nothing in them and in which nothing will be activated. */
function terminateAll(root: Visit, keys: ReadonlySet<number>, kept: ReadonlySet<number>): Rejection | undefined {
  const { p } = root;
  for (const key of keys) {
    let visit = visitOf(p, key);
    while (visit !== undefined && visit.instance.state !== 'TERMINATING') {
      if (visit.instance.flowScopeKey < 0 && visit.instance.parentElementInstanceKey >= 0)
        return refuse(
          root,
          'the given instructions would terminate the instance. The instance was created by a call activity in the parent process. To terminate this instance please modify the parent process instead.',
        );
      const scopeKey: number = visit.instance.flowScopeKey;
      terminateNow(visit);
      visit = kept.has(scopeKey) || !isForsaken(p, scopeKey) ? undefined : visitOf(p, scopeKey);
    }
  }
  return undefined;
}

/** With all that is in it, as far as one step reaches. */
function terminateNow(visit: Visit): void {
  const from = visit.p.queue.length;
  terminateElement(visit);
  terminateQueued(visit.p, from);
}

function isForsaken(p: Processing, scopeKey: number): boolean {
  return p.state.elements.childCount(scopeKey) === 0 && p.state.elements.arrivals(scopeKey).length === 0;
}
