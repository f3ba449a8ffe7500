/** Turns a parsed expression into closures, once; nothing of the syntax is looked at while it runs. */

import { compileCall, compileFunction, compileInvoke, compileMethod } from './compile-call.ts';
import { compileFor, compileQuantified } from './compile-loop.ts';
import type { CompilePart } from './compile-part.ts';
import { compileFilter, compilePath } from './compile-path.ts';
import { compileIn, compileInputTests, inputName } from './compile-test.ts';
import { compileInstance, typeOfForm } from './compile-type.ts';
import { declaredNames } from './names.ts';
import type { ComparisonOperator, Entry, Node, RangeNode } from './node.ts';
import { calculate, compare, expectBoolean, negate } from './operation.ts';
import { type Code, type Env, type Run, TableEnv } from './run.ts';
import type { NamedTypes } from './type.ts';
import { contextOf, type FeelValue, kindOf } from './value.ts';

/** The code of a whole expression; `functions` are names that may be functions of the scope, `types` those that it may name. */
export function compileNode(root: Node, functions: ReadonlySet<string>, types: NamedTypes): Code {
  const declared = functions.size === 0 ? declaredNames(root) : new Set([...functions, ...declaredNames(root)]);
  const part: CompilePart = (node) => compilePart(node, part, declared, types);
  return part(root);
}

function compilePart(node: Node, part: CompilePart, declared: ReadonlySet<string>, types: NamedTypes): Code {
  switch (node.type) {
    case 'literal': {
      const { value } = node;
      return () => value;
    }
    case 'name':
      return compileName(node.name);
    case 'negate': {
      const operand = part(node.operand);
      return (env) => negate(env.run, operand(env));
    }
    case 'arithmetic': {
      const left = part(node.left);
      const right = part(node.right);
      const { operator } = node;
      return (env) => calculate(env.run, operator, left(env), right(env));
    }
    case 'comparison':
      return compileComparison(node.operator, part(node.left), part(node.right));
    case 'and':
      return compileLogic(part(node.left), part(node.right), false);
    case 'or':
      return compileLogic(part(node.left), part(node.right), true);
    case 'between': {
      const value = part(node.value);
      const low = part(node.low);
      const high = part(node.high);
      return (env) => between(env.run, value(env), low(env), high(env));
    }
    case 'in':
      return compileIn(part(node.value), node.tests, part);
    case 'instance':
      return compileInstance(part(node.value), node.of, types);
    case 'if':
      return compileIf(part(node.condition), part(node.then), part(node.otherwise));
    case 'for':
      return compileFor(node.iterators, node.body, part);
    case 'some':
    case 'every':
      return compileQuantified(node.type, node.iterators, node.body, part);
    case 'function':
      return compileFunction(node.parameters, typeOfForm(node.body), part(node.body), types);
    case 'call':
      return compileCall(node.name, node.arguments, declared, part);
    case 'invoke':
      return compileInvoke(part(node.target), node.arguments, part);
    case 'method':
      return compileMethod(part(node.target), node.name, node.arguments, part);
    case 'path':
      return compilePath(part(node.target), node.name);
    case 'filter':
      return compileFilter(part(node.target), node.condition, part);
    case 'list':
      return compileList(node.items.map(part));
    case 'context':
      return compileContext(node.entries, part);
    case 'range':
      return compileRange(node, part);
    case 'tests':
      return compileInputTests(node.tests, part);
  }
}

function compileName(name: string): Code {
  return (env) => {
    const value = env.find(name);
    if (value === undefined && name === inputName) return env.run.fail("Expected an input value for '?', but there is none");
    if (value === undefined) return env.run.warn('NO_VARIABLE_FOUND', `No variable found with name '${name}'`);
    if (kindOf(value) === 'unreadable') env.run.fail(`Expected variable '${name}' to fit into 64 bits, but it does not`);
    return value;
  };
}

function compileComparison(operator: ComparisonOperator, left: Code, right: Code): Code {
  return (env) => {
    env.run.step();
    return compare(env.run, operator, left(env), right(env));
  };
}

/** Three-valued `and` (deciding value false) and `or` (deciding value true): the right side is left out when the left one decides. */
function compileLogic(left: Code, right: Code, deciding: boolean): Code {
  return (env) => {
    const first = expectBoolean(env.run, left(env));
    if (first === deciding) return deciding;
    const second = expectBoolean(env.run, right(env));
    if (second === deciding) return deciding;
    return first === null || second === null ? null : !deciding;
  };
}

/** `value >= low and value <= high`, three-valued. */
function between(run: Run, value: FeelValue, low: FeelValue, high: FeelValue): FeelValue {
  const above = compare(run, '>=', value, low);
  if (above === false) return false;
  const below = compare(run, '<=', value, high);
  return below === false ? false : above === null || below === null ? null : true;
}

function compileIf(condition: Code, then: Code, otherwise: Code): Code {
  return (env) => (expectBoolean(env.run, condition(env)) === true ? then(env) : otherwise(env));
}

function compileList(items: readonly Code[]): Code {
  return (env) => {
    env.run.step(items.length);
    return items.map((item) => item(env));
  };
}

/** Entries are made in order; each sees those before it. A function outlives its turn, so it gets a table of its own that does not grow. */
function compileContext(entries: readonly Entry[], part: CompilePart): Code {
  const codes = entries.map(({ name, value }) => ({ name, code: part(value), isFunction: value.type === 'function' }));
  return (env) => {
    const table = new Map<string, FeelValue>();
    const inner: Env = new TableEnv(env, table);
    env.run.step(codes.length);
    for (const { name, code, isFunction } of codes) table.set(name, code(isFunction ? new TableEnv(env, new Map(table)) : inner));
    return contextOf(table);
  };
}

function compileRange(range: RangeNode, part: CompilePart): Code {
  const start = range.start === undefined ? undefined : part(range.start);
  const end = range.end === undefined ? undefined : part(range.end);
  const { startIncluded, endIncluded } = range;
  return (env) => ({ kind: 'range', start: start?.(env), end: end?.(env), startIncluded, endIncluded });
}
