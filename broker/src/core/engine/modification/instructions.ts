/** The instructions of a modification, checked against the model and the running instance before anything is changed. */
import type { ExecutableElement, ExecutableProcess } from '../../model/executable.ts';
import { wireKey } from '../../protocol/key.ts';
import type { Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Visit } from '../lifecycle/visit.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';

type Modification = Value<'PROCESS_INSTANCE_MODIFICATION'>;
type Variables = Modification['activateInstructions'][number]['variableInstructions'];

/** Instructions of one modification; more are refused, so that no step is unbounded. */
const INSTRUCTIONS_MAX = 1_000;

/** One element to be activated. */
export interface Activation {
  readonly element: ExecutableElement;
  /** Below this scope all that is missing is created; undefined: below the deepest scopes there are. */
  readonly ancestor: ElementInstanceRow | undefined;
  readonly variables: Variables;
}

/** All that a modification does. */
export interface ModificationPlan {
  readonly activations: readonly Activation[];
  /** Keys of the element instances to end, each once, in the order of the instructions. */
  readonly terminations: ReadonlySet<number>;
}

/** Reads the instructions, or says which one cannot be followed. */
export function planModification(root: Visit, value: Modification): ModificationPlan | Rejection {
  const count = value.activateInstructions.length + value.terminateInstructions.length + value.moveInstructions.length;
  if (count > INSTRUCTIONS_MAX) return refuse(root, `it contains ${count} instructions, more than ${INSTRUCTIONS_MAX}`);
  const activations: Activation[] = [];
  const terminations = new Set<number>();
  for (const instruction of value.activateInstructions) {
    const activation = readActivation(root, instruction.elementId, instruction.ancestorScopeKey, instruction.variableInstructions);
    if ('reason' in activation) return activation;
    activations.push(activation);
  }
  const refused = readMoves(root, value.moveInstructions, activations, terminations) ?? readTerminations(root, value, terminations);
  return refused ?? foundUnderTerminated(root, activations, terminations) ?? { activations, terminations };
}

/** INVALID_ARGUMENT with the instance's process in it. */
export function refuse(root: Visit, problem: string): Rejection {
  return rejection('INVALID_ARGUMENT', `Expected to modify instance of process '${root.instance.bpmnProcessId}' but ${problem}`);
}

function modelOf(root: Visit): ExecutableProcess {
  return root.p.models.process(root.instance.processDefinitionKey);
}

function nameOf(root: Visit, key: number): string {
  return String(wireKey(root.p.config.partition, key));
}

function readActivation(root: Visit, elementId: string, ancestorKey: number, variables: Variables): Activation | Rejection {
  const element = modelOf(root).elements.get(elementId);
  if (element === undefined)
    return refuse(root, `it contains one or more activate instructions with an element that could not be found: '${elementId}'`);
  const unsupported = notActivatable(element);
  if (unsupported !== undefined)
    return refuse(
      root,
      `it contains one or more activate instructions for elements that are unsupported: '${elementId}'. The activation of ${unsupported} is not supported.`,
    );
  const ancestor = ancestorKey < 0 ? undefined : root.p.state.elements.get(ancestorKey);
  if (ancestorKey >= 0 && !isAncestor(root, ancestor, element))
    return refuse(
      root,
      `it contains one or more activate instructions with an ancestor scope key that is not that of an active scope around '${elementId}': '${nameOf(root, ancestorKey)}'`,
    );
  const stranger = variables.find((instruction) => instruction.elementId !== '' && !isAround(instruction.elementId, element));
  if (stranger !== undefined)
    return refuse(root, `it contains variables for '${stranger.elementId}', which is neither '${elementId}' nor a scope around it`);
  return { element, ancestor, variables };
}

function notActivatable(element: ExecutableElement): string | undefined {
  if (element.scope === undefined || element.type === 'START_EVENT' || element.type === 'BOUNDARY_EVENT')
    return `elements with type '${element.type}'`;
  if (element.incoming.some((flow) => flow.source.type === 'EVENT_BASED_GATEWAY')) return 'events belonging to an event-based gateway';
  return undefined;
}

function isAround(elementId: string, element: ExecutableElement): boolean {
  for (let scope: ExecutableElement | undefined = element; scope !== undefined; scope = scope.scope)
    if (scope.id === elementId) return true;
  return false;
}

function isAncestor(root: Visit, ancestor: ElementInstanceRow | undefined, element: ExecutableElement): boolean {
  if (ancestor === undefined || ancestor.processInstanceKey !== root.key || ancestor.state !== 'ACTIVATED') return false;
  return ancestor.elementId !== element.id && isAround(ancestor.elementId, element);
}

/** A move ends its source and activates its target once for each. */
function readMoves(
  root: Visit,
  moves: Modification['moveInstructions'],
  activations: Activation[],
  terminations: Set<number>,
): Rejection | undefined {
  for (const move of moves) {
    const sources = sourcesOf(root, move.sourceElementInstanceKey, move.sourceElementId);
    if (sources.length === 0)
      return refuse(root, `it contains one or more move instructions with a source that is not active: '${move.sourceElementId}'`);
    for (const source of sources) {
      const ancestorKey = ancestorOfMove(root, move, source);
      const activation = readActivation(root, move.targetElementId, ancestorKey, move.variableInstructions);
      if ('reason' in activation) return activation;
      activations.push(activation);
      terminations.add(source.key);
    }
  }
  return undefined;
}

function ancestorOfMove(root: Visit, move: Modification['moveInstructions'][number], source: ElementInstanceRow): number {
  if (move.useSourceParentKeyAsAncestorScopeKey) return source.flowScopeKey;
  if (!move.inferAncestorScopeFromSourceHierarchy) return move.ancestorScopeKey;
  const target = modelOf(root).elements.get(move.targetElementId);
  const { elements } = root.p.state;
  for (let scope = elements.get(source.flowScopeKey); scope !== undefined; scope = elements.get(scope.flowScopeKey))
    if (target !== undefined && scope.elementType !== 'MULTI_INSTANCE_BODY' && isAncestor(root, scope, target)) return scope.key;
  return -1;
}

function readTerminations(root: Visit, value: Modification, terminations: Set<number>): Rejection | undefined {
  for (const { elementInstanceKey, elementId } of value.terminateInstructions) {
    const found = sourcesOf(root, elementInstanceKey, elementId);
    if (found.length === 0 && (elementInstanceKey >= 0 || !modelOf(root).elements.has(elementId))) {
      const name = elementInstanceKey >= 0 ? nameOf(root, elementInstanceKey) : elementId;
      return refuse(root, `it contains one or more terminate instructions with an element instance that could not be found: '${name}'`);
    }
    for (const row of found) terminations.add(row.key);
  }
  return undefined;
}

/** The instance of that key, or all instances of that element; only of this process instance. A loop stands for its children. */
function sourcesOf(root: Visit, key: number, elementId: string): ElementInstanceRow[] {
  const { elements } = root.p.state;
  if (key >= 0) {
    const row = elements.get(key);
    return row?.processInstanceKey === root.key ? [row] : [];
  }
  const found: ElementInstanceRow[] = [];
  const scopes = [root.key];
  for (let scopeKey = scopes.pop(); scopeKey !== undefined; scopeKey = scopes.pop()) {
    for (const childKey of elements.children(scopeKey)) {
      const child = elements.get(childKey);
      if (child?.elementId === elementId) found.push(child);
      else scopes.push(childKey);
    }
  }
  return found;
}

/** Activating inside what the same command ends would leave an instance with nothing in it. */
function foundUnderTerminated(root: Visit, activations: readonly Activation[], terminations: ReadonlySet<number>): Rejection | undefined {
  const { elements } = root.p.state;
  for (const { ancestor, element } of activations)
    for (let scope = ancestor; scope !== undefined; scope = elements.get(scope.flowScopeKey))
      if (terminations.has(scope.key))
        return refuse(root, `it activates '${element.id}' inside of element instance '${nameOf(root, scope.key)}', which it terminates`);
  return undefined;
}
