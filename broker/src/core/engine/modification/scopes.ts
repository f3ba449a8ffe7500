/** Finding the scope in which a modification activates an element; scopes that are missing are created on the way, without their start events. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { Rejection } from '../../protocol/record.ts';
import { openScopeSubscriptions } from '../lifecycle/subscriptions.ts';
import { setLocal } from '../lifecycle/variables.ts';
import { instanceValue, type Visit, visitOf } from '../lifecycle/visit.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { type Activation, refuse } from './instructions.ts';

/** The active scope of the element; `terminations` are as good as gone. */
export function scopeFor(root: Visit, activation: Activation, terminations: ReadonlySet<number>): ElementInstanceRow | Rejection {
  const { element, ancestor } = activation;
  writeVariables(root, activation, root.instance, '');
  writeVariables(root, activation, root.instance, root.instance.elementId);
  let current = root.instance;
  let creates = false;
  for (const scope of pathTo(element)) {
    const closed = refuseInterrupted(root, current, scope);
    if (closed !== undefined) return closed;
    const next: ElementInstanceRow | Rejection | undefined = creates ? undefined : existing(root, current, scope, activation, terminations);
    if (next !== undefined && 'reason' in next) return next;
    const entered = next ?? createScope(root, current, scope, activation);
    if ('reason' in entered) return entered;
    if (next !== undefined) writeVariables(root, activation, next, scope.id);
    current = entered;
    creates ||= next === undefined || current.key === ancestor?.key;
  }
  return refuseInterrupted(root, current, element) ?? current;
}

/** In an interrupted scope only its event sub-processes go on: what would begin beside them could never complete. */
function refuseInterrupted(root: Visit, scope: ElementInstanceRow, entered: ExecutableElement): Rejection | undefined {
  if (scope.interruptedBy === '' || entered.type === 'EVENT_SUB_PROCESS') return undefined;
  return refuse(
    root,
    `it contains one or more activate instructions for '${entered.id}', but its flow scope '${scope.elementId}' was interrupted by '${scope.interruptedBy}'`,
  );
}

/** The scopes between the process and the element, outermost first. */
function pathTo(element: ExecutableElement): ExecutableElement[] {
  const path: ExecutableElement[] = [];
  for (let scope = element.scope; scope?.scope !== undefined; scope = scope.scope) path.unshift(scope);
  return path;
}

/** The instance of `scope` inside of `current` that is meant; undefined if one must be created. */
function existing(
  root: Visit,
  current: ElementInstanceRow,
  scope: ExecutableElement,
  { ancestor, element }: Activation,
  terminations: ReadonlySet<number>,
): ElementInstanceRow | Rejection | undefined {
  if (ancestor?.key === current.key) return undefined;
  const found = instancesIn(root, current, scope, terminations);
  if (ancestor !== undefined) {
    const chain = chainOf(root, ancestor);
    return found.find((row) => chain.has(row.key));
  }
  if (found.length < 2) return found[0];
  return refuse(
    root,
    `it contains one or more activate instructions for an element that has a flow scope with more than one active instance: '${scope.id}'. Can't decide in which instance of the flow scope '${element.id}' should be activated. Please specify an ancestor element instance key for this activate instruction.`,
  );
}

/** Active instances of a scope directly inside another; of a loop its children. */
function instancesIn(
  root: Visit,
  current: ElementInstanceRow,
  scope: ExecutableElement,
  terminations: ReadonlySet<number>,
): ElementInstanceRow[] {
  const { elements } = root.p.state;
  const found: ElementInstanceRow[] = [];
  for (const key of elements.children(current.key)) {
    const row = elements.get(key);
    if (row?.elementId !== scope.id || row.state !== 'ACTIVATED' || terminations.has(key)) continue;
    if (row.elementType === 'MULTI_INSTANCE_BODY') found.push(...instancesIn(root, row, scope, terminations));
    else found.push(row);
  }
  return found;
}

function chainOf(root: Visit, ancestor: ElementInstanceRow): ReadonlySet<number> {
  const chain = new Set<number>();
  const { elements } = root.p.state;
  for (let row: ElementInstanceRow | undefined = ancestor; row !== undefined; row = elements.get(row.flowScopeKey)) chain.add(row.key);
  return chain;
}

/** Mappings and listeners of the scope are passed over: it is only on the way. Its subscriptions open. */
function createScope(
  root: Visit,
  around: ElementInstanceRow,
  scope: ExecutableElement,
  activation: Activation,
): ElementInstanceRow | Rejection {
  const { p } = root;
  if (scope.loop !== undefined)
    return refuse(
      root,
      `it contains one or more activate instructions that would result in the activation of multi-instance element '${scope.id}', which is currently unsupported.`,
    );
  const value = {
    ...instanceValue(around),
    bpmnElementType: scope.type,
    elementId: scope.id,
    bpmnEventType: scope.eventType,
    flowScopeKey: around.key,
  };
  const key = p.nextKey();
  p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', key, value);
  const visit = visitOf(p, key) as Visit;
  writeVariables(root, activation, visit.instance, scope.id);
  p.emit('PROCESS_INSTANCE', 'ELEMENT_ACTIVATED', key, value);
  const refused = openScopeSubscriptions(visit);
  return refused === undefined ? visit.instance : refuse(root, `scope '${scope.id}' cannot be activated: ${refused.message}`);
}

/** Writes the variables that are meant for the scope with this id; the empty id is the whole instance. */
function writeVariables(root: Visit, { variables }: Activation, scope: ElementInstanceRow, elementId: string): void {
  for (const instruction of variables) if (instruction.elementId === elementId) setLocal(root.p, scope, scope.key, instruction.variables);
}
