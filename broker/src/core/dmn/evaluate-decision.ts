/** Evaluates a decision with all it requires. Pure: variables, time and chance come in; failures are values. */
import type { FeelClock, Scope } from '../feel/expression.ts';
import type { FeelValue } from '../feel/value.ts';
import type { Decision, DecisionGraph, GraphNode, KnowledgeModel } from './decision-model.ts';
import { DecisionRun, DecisionStop, type EvaluatedDecision, NamesScope, type TableTrace } from './decision-run.ts';
import { evaluateLogic, LogicFunction } from './evaluate-logic.ts';
import { checkType } from './type-check.ts';

export type { EvaluatedDecision } from './decision-run.ts';

/** What an evaluation came to. */
export interface DecisionResult {
  /** JSON text; `null` after a failure. */
  readonly output: string;
  /** The decision that failed, possibly a required one, and why: `Expected to evaluate decision 'asked', but ...`. */
  readonly failure: { readonly decisionId: string; readonly message: string } | undefined;
  /** Decisions and called knowledge models in the order in which they ended, each as often as it was evaluated; after a failure the failing decision is the last. */
  readonly evaluated: readonly EvaluatedDecision[];
}

/** Evaluates a decision of the graph. An unknown id is a bug of the caller. */
export function evaluateDecision(graph: DecisionGraph, decisionId: string, scope: Scope, clock: FeelClock): DecisionResult {
  const run = new DecisionRun(graph, clock);
  try {
    evaluateNode(decisionOf(graph, decisionId), scope, run);
    return { output: run.evaluated.at(-1)?.decisionOutput ?? 'null', failure: undefined, evaluated: run.evaluated };
  } catch (stop) {
    if (!(stop instanceof FailedDecision)) throw stop;
    const message = `Expected to evaluate decision '${decisionId}', but ${stop.message}`;
    return { output: 'null', failure: { decisionId: stop.decisionId, message }, evaluated: run.evaluated };
  }
}

/** Carries the id of the decision that failed up to the asked one. */
class FailedDecision extends Error {
  readonly decisionId: string;

  constructor(decisionId: string, message: string) {
    super(message);
    this.decisionId = decisionId;
  }
}

function decisionOf({ decisions }: DecisionGraph, id: string): Decision {
  const decision = decisions.get(id);
  if (decision === undefined) throw new Error(`Expected a decision of id '${id}' in the graph, but there is none`);
  return decision;
}

function evaluateNode(decision: Decision, scope: Scope, run: DecisionRun): FeelValue {
  const names = new Map<string, FeelValue>();
  for (const id of decision.requiredDecisions) {
    const required = decisionOf(run.graph, id);
    names.set(required.variable, evaluateNode(required, scope, run));
  }
  for (const [name, model] of knowledgeOf(decision, scope, run)) names.set(name, model);
  try {
    const inner = new NamesScope(scope, names);
    return traced(decision, run, (trace) => evaluateLogic(decision.logic, inner, run, trace), decision.typeRef);
  } catch (stop) {
    if (stop instanceof DecisionStop) throw new FailedDecision(decision.id, stop.message);
    throw stop;
  }
}

/** Evaluates and lists the result; after a failure what there is of it. The type is checked once the result is listed. */
function traced(node: GraphNode, run: DecisionRun, evaluate: (trace: TableTrace) => FeelValue, typeRef = ''): FeelValue {
  const trace: TableTrace = { evaluatedInputs: [], matchedRules: [] };
  let decisionOutput = 'null';
  try {
    run.start();
    const value = evaluate(trace);
    decisionOutput = run.json(value);
    checkType(value, typeRef);
    return value;
  } finally {
    run.evaluated.push({ decisionId: node.id, decisionName: node.name, decisionType: node.type, decisionOutput, ...trace });
  }
}

/** The functions that a node may call, by name. They see the variables, but not what the calling decision requires. */
function knowledgeOf(node: GraphNode, scope: Scope, run: DecisionRun): readonly (readonly [string, LogicFunction])[] {
  return node.requiredKnowledge.flatMap((id) => {
    const model = run.graph.knowledge.get(id);
    return model === undefined ? [] : [[model.name, functionOf(model, scope, run)] as const];
  });
}

function functionOf(model: KnowledgeModel, scope: Scope, run: DecisionRun): LogicFunction {
  return new LogicFunction(model.parameters, scope, run, (callScope) => {
    const inner = new NamesScope(callScope, new Map(knowledgeOf(model, scope, run)));
    return traced(model, run, (trace) => evaluateLogic(model.logic, inner, run, trace));
  });
}
