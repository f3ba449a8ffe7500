/** Finds loops that never wait: the engine would run through them for ever within one command. */
import { type BpmnGraph, type BpmnNode, linkNames, multiInstanceOf } from './bpmn/graph.ts';
import { isExpression } from './model-text.ts';
import { type ModelProblem, problem } from './problem.ts';
import { kindOf } from './rules/event-rules.ts';
import { attribute, extension } from './xml/xml-element.ts';

const GATEWAYS = ['exclusiveGateway', 'inclusiveGateway', 'parallelGateway'];

/** One problem for each loop that leads through tasks or events, yet through nothing that waits; loops of gateways alone are left to the engine. */
export function straightThroughLoops(graph: BpmnGraph): readonly ModelProblem[] {
  const passing = passingNodes(graph);
  const loops = cycles(
    graph.nodes.filter((node) => passing.has(node)),
    (node) => nextNodes(node, graph).filter((next) => passing.has(next)),
  );
  return [
    ...loops
      .filter((loop) => loop.some((node) => !GATEWAYS.includes(node.tag)))
      .map((loop) =>
        problem(
          loop[0]?.xml ?? graph.root.xml,
          'a loop with at least one element that waits',
          `'${loop
            .map(({ id }) => id)
            .slice(0, 20)
            .join("' -> '")}' never does`,
        ),
      ),
    ...selfCalls(graph, passing),
  ];
}

/** Nodes that complete within the command that activates them. Sub-processes need a look inside, innermost first. */
function passingNodes(graph: BpmnGraph): ReadonlySet<BpmnNode> {
  const passing = new Set<BpmnNode>();
  for (const node of [...graph.nodes].reverse()) {
    if (isPassing(node) || (node.tag === 'subProcess' && isTransparent(node) && endsAtOnce(node, graph, passing))) passing.add(node);
  }
  return passing;
}

/** Listeners are jobs, which wait. */
function isTransparent(node: BpmnNode): boolean {
  return extension(node.xml, 'executionListeners') === undefined;
}

function isPassing(node: BpmnNode): boolean {
  if (!isTransparent(node)) return false;
  if (node.tag === 'startEvent') return node.definitions.length === 0;
  if (node.tag === 'intermediateThrowEvent' || node.tag === 'endEvent') return node.definitions.every((one) => kindOf(one) === 'link');
  if (node.tag === 'intermediateCatchEvent') return linkNames(node).length > 0;
  return node.tag === 'task' || node.tag === 'manualTask' || GATEWAYS.includes(node.tag);
}

function endsAtOnce(scope: BpmnNode, graph: BpmnGraph, passing: ReadonlySet<BpmnNode>): boolean {
  return [...reachedAtOnce(scope, graph, passing)].some((node) => node.outgoing.length === 0 && passing.has(node));
}

/** Flows, and the jump of a link. */
function nextNodes(node: BpmnNode, graph: BpmnGraph): readonly BpmnNode[] {
  const next = node.outgoing.map((flow) => flow.target);
  if (node.tag !== 'intermediateThrowEvent') return next;
  const catches = linkNames(node).flatMap((name) => graph.linkCatches.get(name)?.find((other) => other.scope === node.scope) ?? []);
  return [...next, ...catches];
}

/** What a scope's none start event leads to before anything waits: passing nodes, and the first ones behind them that do not pass. */
function reachedAtOnce(scope: BpmnNode, graph: BpmnGraph, passing: ReadonlySet<BpmnNode>): ReadonlySet<BpmnNode> {
  const reached = new Set(scope.children.filter((child) => child.tag === 'startEvent' && child.definitions.length === 0));
  for (const node of reached) {
    if (passing.has(node)) for (const next of nextNodes(node, graph)) reached.add(next);
  }
  return reached;
}

/** A process that calls itself, by its literal id, before anything waited. */
function selfCalls(graph: BpmnGraph, passing: ReadonlySet<BpmnNode>): readonly ModelProblem[] {
  const calls: BpmnNode[] = [];
  const search = (scope: BpmnNode): void => {
    if (!isTransparent(scope)) return;
    for (const node of reachedAtOnce(scope, graph, passing)) {
      if (node.tag === 'subProcess') search(node);
      else if (callsItself(node, graph)) calls.push(node);
    }
  };
  search(graph.root);
  return calls.map((call) => problem(call.xml, 'something that waits before the process calls itself', 'there is nothing'));
}

function callsItself(node: BpmnNode, graph: BpmnGraph): boolean {
  if (node.tag !== 'callActivity' || !isTransparent(node) || multiInstanceOf(node) !== undefined) return false;
  const called = extension(node.xml, 'calledElement');
  const processId = called === undefined ? '' : attribute(called, 'processId');
  return !isExpression(processId) && processId === graph.root.id;
}

/** One cycle for each strongly connected part that has any, by Tarjan's algorithm without recursion. */
function cycles(nodes: readonly BpmnNode[], next: (node: BpmnNode) => readonly BpmnNode[]): readonly (readonly BpmnNode[])[] {
  const order = new Map<BpmnNode, number>();
  const low = new Map<BpmnNode, number>();
  const stack: BpmnNode[] = [];
  const stacked = new Set<BpmnNode>();
  const found: BpmnNode[][] = [];
  const enter = (node: BpmnNode): { readonly node: BpmnNode; readonly rest: BpmnNode[] } => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    stack.push(node);
    stacked.add(node);
    return { node, rest: [...next(node)] };
  };
  const leave = (node: BpmnNode): void => {
    if (low.get(node) !== order.get(node)) return;
    const part = stack.splice(stack.lastIndexOf(node));
    for (const member of part) stacked.delete(member);
    if (part.length > 1 || next(node).includes(node)) found.push(part);
  };
  for (const start of nodes) {
    if (order.has(start)) continue;
    const path = [enter(start)];
    for (let frame = path.at(-1); frame !== undefined; frame = path.at(-1)) {
      const target = frame.rest.pop();
      if (target === undefined) {
        path.pop();
        leave(frame.node);
        const parent = path.at(-1)?.node;
        if (parent !== undefined) low.set(parent, Math.min(low.get(parent) ?? 0, low.get(frame.node) ?? 0));
      } else if (!order.has(target)) path.push(enter(target));
      else if (stacked.has(target)) low.set(frame.node, Math.min(low.get(frame.node) ?? 0, order.get(target) ?? 0));
    }
  }
  return found;
}
