/** What readers of logic share: compiling the texts of a file and collecting what is wrong with it. Lives as long as one file is read. */
import { compileExpression, compileUnaryTests, type Expression, type Surroundings } from '../feel/expression.ts';
import { type ModelProblem, PROBLEMS_MAX, problem } from '../model/problem.ts';
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';
import { child, textOf } from './dmn-element.ts';
import { readTypes } from './read-types.ts';

/** Stands in for an expression that is refused: the file is not deployed, so that it is never evaluated. */
const nothing: Expression = { text: '', names: new Set(), evaluate: () => ({ ok: true, value: null, warnings: [] }) };

/** Reads the texts of one file. */
export class LogicReader {
  readonly problems: ModelProblem[] = [];
  /** Names an invocation may call: of required knowledge models and decisions, and of what the node itself declares. */
  callable: ReadonlySet<string> = new Set();
  readonly #language: string;
  /** Every name and id in the file may be that of a function. */
  readonly #around: Surroundings;
  readonly #compiled = new Map<string, Expression>();

  constructor(root: XmlElement) {
    this.#language = attribute(root, 'expressionLanguage').trim();
    const names = namesWithin(root, 'name');
    this.#around = {
      functions: new Set([...names, ...namesWithin(root, 'id')]),
      spacedNames: spacedNames(names),
      types: readTypes(root),
    };
  }

  /** Notes a problem of an element: expected ..., but ... */
  refuse(element: XmlElement, expected: string, found: string): void {
    if (this.problems.length < PROBLEMS_MAX) this.problems.push(problem(element, expected, found));
  }

  /** The expression of an element with `<text>`. */
  expression(element: XmlElement): Expression {
    this.checkLanguage(element);
    return this.#compile(element, textOf(element), compileExpression);
  }

  /** The tests of an input entry; no text means any value. */
  tests(element: XmlElement): Expression {
    this.checkLanguage(element);
    return this.#compile(element, textOf(element) || '-', compileUnaryTests);
  }

  /** Stands in where something is missing that has been refused already. */
  get missing(): Expression {
    return nothing;
  }

  /** FEEL is the only language. */
  checkLanguage(element: XmlElement): void {
    const language = attribute(element, 'expressionLanguage').trim() || this.#language;
    if (!isFeel(language)) this.refuse(element, `the expression language 'feel'`, `it is '${language.slice(0, 100)}'`);
  }

  /** The child, which must be there. */
  required(element: XmlElement, name: string): XmlElement | undefined {
    const found = child(element, name);
    if (found === undefined) this.refuse(element, `<${name}> to be there`, 'it is not');
    return found;
  }

  #compile(element: XmlElement, text: string, compile: typeof compileExpression): Expression {
    // Tests and expressions of the same text differ.
    const key = `${compile === compileExpression ? '=' : '?'}${text}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = compile(text, this.#around);
    if ('expression' in compiled) this.#compiled.set(key, compiled.expression);
    else this.refuse(element, 'FEEL', `'${text.slice(0, 200)}' is not: ${compiled.problem}`);
    return 'expression' in compiled ? compiled.expression : nothing;
  }
}

/** FEEL by name or by the address of any version. */
function isFeel(language: string): boolean {
  return (
    language === '' ||
    language.toLowerCase() === 'feel' ||
    /^https?:\/\/www\.omg\.org\/spec\/(?:FEEL\/\d+|DMN\/\d+\/FEEL\/)$/.test(language)
  );
}

/** One attribute of an element and of all within it. */
export function namesWithin(root: XmlElement, attributeName: 'name' | 'id'): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (element: XmlElement): void => {
    const name = element.attributes.get(attributeName);
    if (name !== undefined) names.add(name);
    for (const one of element.children) visit(one);
  };
  visit(root);
  return names;
}

const operators: ReadonlySet<string> = new Set(['and', 'or', 'in', 'between', 'instance', 'then', 'else', 'return', 'satisfies']);

/** The names of several words that may stand in expressions as they are. */
function spacedNames(names: ReadonlySet<string>): ReadonlySet<string> {
  const words = [...names].map((name) => name.trim().split(/\s+/));
  return new Set(words.filter((name) => name.length > 1 && !isExpression(name)).map((name) => name.join(' ')));
}

/** Single words with operators between them, such as `a and b`, are an expression as well: that is what the reference reads. */
function isExpression(words: readonly string[]): boolean {
  return words.length % 2 === 1 && words.every((word, i) => operators.has(word) === (i % 2 === 1));
}
