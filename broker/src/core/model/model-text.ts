/** Texts of a model: fixed, or FEEL behind `=`. Compiles each expression of a file once. */
import { compileExpression, type Expression } from '../feel/expression.ts';
import type { ModelText } from './executable.ts';

/** A text that was read, or what is wrong with it. */
export type Compiled<Value> = { readonly value: Value } | { readonly problem: string };

/** Compiles expressions; the same text gives the same object. Lives as long as one file is read. */
export class TextCompiler {
  readonly #byText = new Map<string, Compiled<Expression>>();

  /** Only a text that begins with `=` and goes on is an expression: `" = 1"` and `"="` are fixed texts. */
  text(text: string): Compiled<ModelText> {
    if (!isExpression(text)) return { value: { kind: 'text', text } };
    const compiled = this.expression(text);
    return 'problem' in compiled ? compiled : { value: { kind: 'feel', expression: compiled.value } };
  }

  /** An expression with its `=`. */
  expression(text: string): Compiled<Expression> {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const compiled = compile(text);
    this.#byText.set(text, compiled);
    return compiled;
  }
}

/** Whether the engine evaluates the text. */
export function isExpression(text: string): boolean {
  return text.length > 1 && text.startsWith('=');
}

function compile(text: string): Compiled<Expression> {
  if (!isExpression(text)) return { problem: `a FEEL expression that begins with '=', but there is '${text.slice(0, 200)}'` };
  const compiled = compileExpression(text.slice(1));
  return 'problem' in compiled
    ? { problem: `FEEL, but '${text.slice(0, 200)}' is not: ${compiled.problem}` }
    : { value: compiled.expression };
}
