/** Evaluates the logic of decisions and knowledge models, part by part. */
import type { Scope } from '../feel/expression.ts';
import { EvaluationStop } from '../feel/run.ts';
import { contextOf, type FeelFunction, type FeelValue, isContext, isFunction, isList } from '../feel/value.ts';
import type { Logic, NamedLogic, Parameter } from './decision-model.ts';
import { type DecisionRun, DecisionStop, NamesScope, type TableTrace } from './decision-run.ts';
import { KNOWLEDGE_DEPTH_MAX } from './dmn-limits.ts';
import { evaluateTable } from './evaluate-table.ts';
import { checkType } from './type-check.ts';

type LogicOf<Type extends Logic['type']> = Extract<Logic, { readonly type: Type }>;

/** The value of the logic. The trace is filled by a table that is the whole logic; those of parts have one of their own that nobody reads. */
export function evaluateLogic(logic: Logic, scope: Scope, run: DecisionRun, trace: TableTrace = noTrace()): FeelValue {
  switch (logic.type) {
    case 'literal':
      return run.value(logic.expression, scope);
    case 'table':
      return evaluateTable(logic, scope, run, trace);
    case 'context':
      return evaluateContext(logic, scope, run);
    case 'list':
      return logic.items.map((item) => evaluateLogic(item, scope, run));
    case 'relation':
      return logic.rows.map((row) => contextOf(entriesOf(row, scope, run)));
    case 'invocation':
      return evaluateInvocation(logic, scope, run);
    case 'function':
      return functionOf(logic, scope, run);
    case 'conditional':
      return evaluateLogic(evaluateLogic(logic.condition, scope, run) === true ? logic.then : logic.otherwise, scope, run);
    case 'for':
      return evaluateFor(logic, scope, run);
    case 'filter':
      return evaluateFilter(logic, scope, run);
    case 'quantified':
      return evaluateQuantified(logic, scope, run);
  }
}

function noTrace(): TableTrace {
  return { evaluatedInputs: [], matchedRules: [] };
}

function checkedValue({ logic, typeRef }: NamedLogic, scope: Scope, run: DecisionRun): FeelValue {
  const value = evaluateLogic(logic, scope, run);
  checkType(value, typeRef);
  return value;
}

function entriesOf(entries: readonly NamedLogic[], scope: Scope, run: DecisionRun): ReadonlyMap<string, FeelValue> {
  return new Map(entries.map((entry) => [entry.name, checkedValue(entry, scope, run)]));
}

/** Entries see those before them. */
function evaluateContext({ entries, result }: LogicOf<'context'>, scope: Scope, run: DecisionRun): FeelValue {
  const values = new Map<string, FeelValue>();
  const inner = new NamesScope(scope, values);
  for (const entry of entries) values.set(entry.name, checkedValue(entry, inner, run));
  return result === undefined ? contextOf(values) : evaluateLogic(result, inner, run);
}

/** Calls a knowledge model or any other function; its failure is that of the decision. */
function evaluateInvocation({ called, bindings }: LogicOf<'invocation'>, scope: Scope, run: DecisionRun): FeelValue {
  const target = 'name' in called ? (scope.lookup(called.name) ?? null) : run.value(called.expression, scope);
  if (!isFunction(target)) {
    const text = 'name' in called ? called.name : called.expression.text;
    throw new DecisionStop('error', `no function found with name '${text.slice(0, 200)}'`);
  }
  const bound = entriesOf(bindings, scope, run);
  const missing = target.parameters.find((parameter) => !bound.has(parameter));
  if (missing !== undefined) throw new DecisionStop('error', `no parameter found with name '${missing}'`);
  if (target instanceof LogicFunction) return target.call(bound, new NamesScope(scope, bound));
  try {
    return target.invoke(target.parameters.map((parameter) => bound.get(parameter) ?? null));
  } catch (stop) {
    if (stop instanceof EvaluationStop) throw new DecisionStop(stop.kind, stop.message);
    throw stop;
  }
}

/** How the body of a function is evaluated in the scope of its arguments. */
type Body = (scope: Scope) => FeelValue;

/** A function whose body is logic of the model. */
export class LogicFunction implements FeelFunction {
  readonly kind = 'function';
  readonly parameters: readonly string[];
  readonly #parameters: readonly Parameter[];
  readonly #scope: Scope;
  readonly #run: DecisionRun;
  readonly #body: Body;

  /** The body sees `scope` when an expression calls the function. */
  constructor(parameters: readonly Parameter[], scope: Scope, run: DecisionRun, body: Body) {
    this.parameters = parameters.map(({ name }) => name);
    this.#parameters = parameters;
    this.#scope = scope;
    this.#run = run;
    this.#body = body;
  }

  /** A call by an expression: a failure is null there, unless it is a bound. */
  invoke(values: readonly FeelValue[]): FeelValue {
    const bound = new Map(this.parameters.map((name, i) => [name, values[i] ?? null]));
    try {
      return this.call(bound, new NamesScope(this.#scope, bound));
    } catch (stop) {
      if (!(stop instanceof DecisionStop)) throw stop;
      if (stop.kind === 'limit') throw new EvaluationStop('limit', stop.message);
      return null;
    }
  }

  /** A call with arguments that are in the scope already. */
  call(bound: ReadonlyMap<string, FeelValue>, scope: Scope): FeelValue {
    const run = this.#run;
    for (const { name, typeRef } of this.#parameters) checkType(bound.get(name) ?? null, typeRef);
    if (run.callDepth >= KNOWLEDGE_DEPTH_MAX)
      throw new DecisionStop('limit', `there are more than ${KNOWLEDGE_DEPTH_MAX} calls inside each other`);
    run.step();
    run.callDepth++;
    try {
      return this.#body(scope);
    } finally {
      run.callDepth--;
    }
  }
}

function functionOf({ parameters, body }: LogicOf<'function'>, scope: Scope, run: DecisionRun): FeelValue {
  return new LogicFunction(parameters, scope, run, (inner) => evaluateLogic(body, inner, run));
}

/** The items of a value; null has none, any other value is its only item. */
function itemsOf(value: FeelValue): readonly FeelValue[] {
  if (value === null) return [];
  return isList(value) ? value : [value];
}

function evaluateFor({ variable, source, body }: LogicOf<'for'>, scope: Scope, run: DecisionRun): FeelValue {
  const results: FeelValue[] = [];
  for (const item of itemsOf(evaluateLogic(source, scope, run))) {
    const names = new Map<string, FeelValue>([
      [variable, item],
      ['partial', results],
    ]);
    results.push(evaluateLogic(body, new NamesScope(scope, names), run));
  }
  return results;
}

/** The match sees the item as `item` and, of a context, its entries. */
function evaluateFilter({ source, match }: LogicOf<'filter'>, scope: Scope, run: DecisionRun): FeelValue {
  return itemsOf(evaluateLogic(source, scope, run)).filter((item) => {
    const names = new Map<string, FeelValue>();
    if (isContext(item)) for (const name of item.names()) names.set(name, item.get(name) ?? null);
    names.set('item', item);
    return evaluateLogic(match, new NamesScope(scope, names), run) === true;
  });
}

/** Three-valued: the decisive value wins, anything but a boolean makes the answer null. */
function evaluateQuantified({ decisive, variable, source, body }: LogicOf<'quantified'>, scope: Scope, run: DecisionRun): FeelValue {
  let answer: FeelValue = !decisive;
  for (const item of itemsOf(evaluateLogic(source, scope, run))) {
    const found = evaluateLogic(body, new NamesScope(scope, new Map([[variable, item]])), run);
    if (found === decisive) return decisive;
    if (typeof found !== 'boolean') answer = null;
  }
  return answer;
}
