/** Turns tests of an input value into code: `in`, and the input entries of decision tables. */

import { equalValues } from './comparison.ts';
import type { CompilePart } from './compile-part.ts';
import type { RangeNode, Test } from './node.ts';
import { compare, isBetween } from './operation.ts';
import type { Code, Env, Run } from './run.ts';
import { warningText } from './text.ts';
import { type FeelRange, type FeelValue, isList, isRange } from './value.ts';

/** The name under which tests see the value they test. */
export const inputName = '?';

/** The tested value among the other names; remembers whether anyone asked for it. */
class InputEnv implements Env {
  readonly run: Run;
  readonly input: FeelValue;
  wasRead = false;
  readonly #outer: Env;

  constructor(outer: Env, input: FeelValue) {
    this.run = outer.run;
    this.input = input;
    this.#outer = outer;
  }

  find(name: string): FeelValue | undefined {
    if (name !== inputName) return this.#outer.find(name);
    this.wasRead = true;
    return this.input;
  }
}

/** A test, ready to run on an input. */
type TestCode = (env: InputEnv) => FeelValue;

/** Code for `value in tests`. */
export function compileIn(value: Code, tests: readonly Test[], part: CompilePart): Code {
  const test = compileTests(tests, part);
  return (env) => test(new InputEnv(env, value(env)));
}

/** Code for tests whose input is a variable of the scope. */
export function compileInputTests(tests: readonly Test[], part: CompilePart): Code {
  const test = compileTests(tests, part);
  return (env) => test(new InputEnv(env, env.find(inputName) ?? null));
}

/** True if one is true; else null if one has no answer. */
function compileTests(tests: readonly Test[], part: CompilePart): TestCode {
  const codes = tests.map((test) => compileTest(test, part));
  const only = codes[0];
  if (only !== undefined && codes.length === 1) return only;
  return (env) => {
    let result: FeelValue = false;
    for (const code of codes) {
      const answer = code(env);
      if (answer === true) return true;
      if (answer !== false) result = null;
    }
    return result;
  };
}

function compileTest(test: Test, part: CompilePart): TestCode {
  switch (test.type) {
    case 'any':
      return () => true;
    case 'not': {
      const inner = compileTests(test.tests, part);
      return (env) => {
        const answer = inner(env);
        return typeof answer === 'boolean' ? !answer : null;
      };
    }
    case 'compare': {
      const operand = part(test.operand);
      const { operator } = test;
      return (env) => compare(env.run, operator, env.input, operand(env));
    }
    case 'within':
      return compileWithin(test.range, part);
    case 'value': {
      const value = part(test.value);
      const { isLiteral } = test;
      return (env) => {
        env.wasRead = false;
        const found = value(env);
        if (found === true && !isLiteral) return true;
        if (env.wasRead) return typeof found === 'boolean' ? found : null;
        return matchesValue(env.run, env.input, found);
      };
    }
  }
}

function compileWithin(range: RangeNode, part: CompilePart): TestCode {
  if (range.start === undefined || range.end === undefined) {
    const open = part(range);
    return (env) => matchesValue(env.run, env.input, open(env));
  }
  const start = part(range.start);
  const end = part(range.end);
  return (env) => isBetween(env.run, env.input, start(env), end(env), range.startIncluded, range.endIncluded);
}

/** A value as a test: a list is searched, a range contains, anything else must be equal. */
function matchesValue(run: Run, input: FeelValue, value: FeelValue): FeelValue {
  if (isRange(value)) return rangeContains(run, value, input);
  if (isList(value)) {
    run.step(value.length);
    if (value.some((item) => equalValues(input, item) === true)) return true;
    if (!isList(input)) return false;
  }
  return equalValues(input, value) ?? run.warn('NOT_COMPARABLE', `Can't compare '${warningText(input)}' with '${warningText(value)}'`);
}

/** True if the range contains the value; null if they have no order. */
export function rangeContains(run: Run, range: FeelRange, value: FeelValue): FeelValue {
  const low = range.start === undefined ? true : compare(run, range.startIncluded ? '>=' : '>', value, range.start);
  const high = range.end === undefined ? true : compare(run, range.endIncluded ? '<=' : '<', value, range.end);
  return low === null || high === null ? null : low === true && high === true;
}
