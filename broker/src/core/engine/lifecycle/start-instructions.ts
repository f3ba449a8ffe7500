/** Starting an instance at chosen elements: the scopes around them are entered, their start events are not. */
import type { ExecutableElement, ExecutableProcess } from '../../model/executable.ts';
import type { NewInstance } from '../commands/process-instance-creation.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { enterElement } from './activation.ts';
import { openScopeSubscriptions } from './subscriptions.ts';
import { type Failure, instanceValue, type Visit, visitOf } from './visit.ts';

/** Types of elements that may wait for flows. */
const joinTypes: ReadonlySet<string> = new Set(['PARALLEL_GATEWAY', 'INCLUSIVE_GATEWAY']);

/**
 * Activates the process, then for one element after the other the scopes around it, and queues the element. `created` runs before anything of the queue. A
 * join is not queued: it waits for none of its flows.
 */
export function startAtElements(
  p: Processing,
  instance: NewInstance,
  model: ExecutableProcess,
  elementIds: readonly string[],
  created: () => void,
): Failure | undefined {
  const root = enterScopeBare(p, { ...instance, bpmnElementType: 'PROCESS', elementId: model.root.id }, instance.processInstanceKey);
  let refused = openScopeSubscriptions(root);
  const scopes = new Map<ExecutableElement, ElementInstanceRow>([[model.root, root.instance]]);
  const joins: [ExecutableElement, ElementInstanceRow][] = [];
  for (const id of elementIds) {
    const element = model.elements.get(id);
    if (element?.scope === undefined) continue;
    refused ??= enterScopes(p, element.scope, scopes);
    const scope = scopes.get(element.scope);
    if (scope === undefined) continue;
    if (joinTypes.has(element.type)) joins.push([element, scope]);
    else activateLater(p, scope, element);
  }
  if (refused !== undefined) return refused;
  created();
  for (const [element, scope] of joins) enterElement(p, scope, element);
  return undefined;
}

function enterScopes(p: Processing, element: ExecutableElement, scopes: Map<ExecutableElement, ElementInstanceRow>): Failure | undefined {
  if (scopes.has(element) || element.scope === undefined) return undefined;
  const refused = enterScopes(p, element.scope, scopes);
  const around = scopes.get(element.scope);
  if (refused !== undefined || around === undefined) return refused;
  const visit = enterScopeOnTheWay(p, around, element);
  scopes.set(element, visit.instance);
  return openScopeSubscriptions(visit);
}

/** Activates a scope without its mappings, listeners and start event: it is only on the way to an element inside. */
export function enterScopeOnTheWay(p: Processing, around: ElementInstanceRow, element: ExecutableElement): Visit {
  const value = {
    ...instanceValue(around),
    bpmnElementType: element.type,
    elementId: element.id,
    bpmnEventType: element.eventType,
    flowScopeKey: around.key,
  };
  return enterScopeBare(p, value, p.nextKey());
}

function enterScopeBare(p: Processing, value: Partial<ReturnType<typeof instanceValue>>, key: number): Visit {
  p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', key, value);
  p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', key, value);
  return visitOf(p, key) as Visit;
}

/** Queues the activation of an element in an active scope, regardless of flows and joins. */
export function activateLater(p: Processing, scope: ElementInstanceRow, element: ExecutableElement): void {
  const value = {
    ...instanceValue(scope),
    bpmnElementType: element.type,
    elementId: element.id,
    bpmnEventType: element.eventType,
    flowScopeKey: scope.key,
  };
  p.follow('PROCESS_INSTANCE', 'ACTIVATE_ELEMENT', -1, value);
}
