/** Turns function definitions and calls into code: functions of the expression itself first, then the built-in ones. */

import { findByNames, findByPosition } from './builtins/registry.ts';
import type { Builtin } from './builtins/builtin.ts';
import type { CompilePart } from './compile-part.ts';
import { inputName } from './compile-test.ts';
import { callDepthMax } from './limits.ts';
import type { Arguments, Parameter } from './node.ts';
import { type Code, type Env, EvaluationStop, type Run, TableEnv } from './run.ts';
import { warningText } from './text.ts';
import type { FeelType, NamedTypes } from './type.ts';
import { coerced } from './type-check.ts';
import { type FeelFunction, type FeelValue, isContext, isFunction } from './value.ts';

/** Code for `function(parameters) body`; `result` is what is known of the body's type. */
export function compileFunction(declared: readonly Parameter[], result: FeelType | undefined, body: Code, types: NamedTypes): Code {
  const parameters = declared.map(({ name }) => name);
  const signature = { parameters: declared.map(({ type }) => type), result };
  const isTyped = declared.some(({ type }) => type !== undefined);
  const taken = (values: readonly FeelValue[]): readonly FeelValue[] =>
    isTyped ? declared.map(({ type }, i) => (type === undefined ? (values[i] ?? null) : coerced(values[i] ?? null, type, types))) : values;
  return (env) => ({ kind: 'function', parameters, signature, invoke: (values) => invokeBody(env, parameters, taken(values), body) });
}

function invokeBody(env: Env, parameters: readonly string[], values: readonly FeelValue[], body: Code): FeelValue {
  const { run } = env;
  if (run.callDepth >= callDepthMax) {
    throw new EvaluationStop('limit', `Expected at most ${callDepthMax} calls inside each other, but there are more`);
  }
  run.step();
  run.callDepth++;
  const table = new Map(parameters.map((parameter, i) => [parameter, values[i] ?? null]));
  const result = body(new TableEnv(env, table));
  run.callDepth--;
  return result;
}

/** The values of a call's arguments, with their names if they have some. */
interface ArgumentsCode {
  readonly names: readonly string[] | undefined;
  readonly values: readonly Code[];
}

function compileArguments(args: Arguments, part: CompilePart): ArgumentsCode {
  return { names: args.by === 'name' ? args.names : undefined, values: args.values.map(part) };
}

/** Code for `name(arguments)`. */
export function compileCall(name: string, args: Arguments, declared: ReadonlySet<string>, part: CompilePart): Code {
  const code = compileArguments(args, part);
  const builtin = asksForInput(name, args) ? isInputThere : compileBuiltin(name, code);
  if (!declared.has(name)) return builtin ?? unknownFunction(name, code);
  const otherwise = builtin ?? unknownFunction(name, code);
  return (env) => {
    const own = env.find(name);
    return own !== undefined && isFunction(own) && takes(own, code) ? callValue(env, own, name, code) : otherwise(env);
  };
}

/** `is defined(?)` asks whether there is an input, be it null: as in the reference, which finds null undefined anywhere else. */
function asksForInput(name: string, { by, values }: Arguments): boolean {
  const [only] = values;
  return name === 'is defined' && by === 'position' && values.length === 1 && only?.type === 'name' && only.name === inputName;
}

const isInputThere: Code = (env) => env.find(inputName) !== undefined;

function compileBuiltin(name: string, code: ArgumentsCode): Code | undefined {
  if (code.names !== undefined) return compileNamed(name, code.names, code.values);
  const builtin = findByPosition(name, code.values.length);
  return builtin === undefined ? undefined : callBuiltin(builtin, code.values);
}

function compileNamed(name: string, names: readonly string[], values: readonly Code[]): Code | undefined {
  const found = findByNames(name, names);
  if (found === undefined) return undefined;
  const ordered = found.parameters.map((parameter) => values[names.indexOf(parameter)] ?? (() => null));
  return callBuiltin(found.builtin, ordered);
}

function callBuiltin(builtin: Builtin, codes: readonly Code[]): Code {
  return (env) => {
    const { run } = env;
    run.step();
    const values = codes.map((code) => code(env));
    const result = builtin.invoke(values, run);
    return result === undefined ? illegalArguments(run, builtin.name, values) : result;
  };
}

function illegalArguments(run: Run, name: string, values: readonly FeelValue[]): null {
  const shown = values.map((value) => `'${warningText(value)}'`).join(', ');
  return run.warn('FUNCTION_INVOCATION_FAILURE', `Failed to invoke function '${name}': Illegal arguments: ${shown}`);
}

function unknownFunction(name: string, code: ArgumentsCode): Code {
  const asked = code.names === undefined ? `${code.values.length} parameters` : `parameters: ${code.names.join(',')}`;
  return (env) => {
    for (const value of code.values) value(env);
    return env.run.warn('NO_FUNCTION_FOUND', `No function found with name '${name}' and ${asked}`);
  };
}

/** True if the number or the names of the arguments are those of the parameters. */
function takes(target: FeelFunction, { names, values }: ArgumentsCode): boolean {
  if (names === undefined) return values.length === target.parameters.length;
  return names.every((argument) => target.parameters.includes(argument));
}

/** Calls a function value; the number or the names of the arguments must be those of its parameters. */
function callValue(env: Env, target: FeelFunction, name: string, code: ArgumentsCode): FeelValue {
  const { names } = code;
  if (!takes(target, code)) return unknownFunction(name, code)(env);
  const values = code.values.map((value) => value(env));
  if (names === undefined) return target.invoke(values);
  return target.invoke(target.parameters.map((parameter) => values[names.indexOf(parameter)] ?? null));
}

/** Code for `target(arguments)`, a function that another expression gives. */
export function compileInvoke(target: Code, args: Arguments, part: CompilePart): Code {
  const code = compileArguments(args, part);
  return (env) => {
    const called = target(env);
    if (isFunction(called)) return callValue(env, called, 'function', code);
    return env.run.warn('INVALID_TYPE', `Expected function but found '${warningText(called)}'`);
  };
}

/** Code for `target.name(arguments)`, a function in a context. */
export function compileMethod(target: Code, name: string, args: Arguments, part: CompilePart): Code {
  const code = compileArguments(args, part);
  return (env) => {
    const context = target(env);
    if (!isContext(context)) return env.run.fail(`Expected context but found '${warningText(context)}'`);
    const own = context.get(name);
    if (own !== undefined && isFunction(own)) return callValue(env, own, name, code);
    return unknownFunction(name, code)(env);
  };
}
