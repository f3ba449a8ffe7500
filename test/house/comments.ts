// Checks that a reader is told: every file opens with a sentence, exports are documented, and core keeps its hands off the world.
import ts from 'typescript';
import { type Finding, isTest, isTypeScript, lineOf, parse, type SourceFile } from './source-file.ts';

/** Least share of exports with a doc comment. */
export const documentedShareMin = 0.9;

/** Finds files that do not open with a comment that is a sentence. */
export function findSilentFiles(files: readonly SourceFile[]): Finding[] {
  const ours = files.filter((file) => isTypeScript(file) || file.path.endsWith('.mjs'));
  return ours
    .filter(({ text }) => !opensWithSentence(text))
    .map(({ path }) => ({ path, message: 'open it with one sentence: what it is for, and what it may not do' }));
}

function opensWithSentence(text: string): boolean {
  const body = text.replace(/^#!.*\n/, '').trimStart();
  const comment = /^(?:\/\/[^\n]*(?:\n\/\/[^\n]*)*|\/\*[\s\S]*?\*\/)/.exec(body)?.[0] ?? '';
  return comment.split(/\s+/).length >= 5 && /[.:;!?](\s|\*|$)/.test(comment);
}

/** An exported declaration and whether it is documented. */
interface Export {
  readonly path: string;
  readonly line: number;
  readonly name: string;
  readonly isDocumented: boolean;
}

/** Every exported declaration of the sources that are no tests. */
export function listExports(files: readonly SourceFile[]): readonly Export[] {
  return files.filter((file) => isTypeScript(file) && !isTest(file)).flatMap(exportsOf);
}

function exportsOf(file: SourceFile): Export[] {
  const tree = parse(file);
  return tree.statements.filter(isExported).map((statement) => ({
    path: file.path,
    line: lineOf(tree, statement),
    name: nameOf(statement),
    isDocumented: ts.getJSDocCommentsAndTags(statement).length > 0,
  }));
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
  );
}

function nameOf(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((one) => one.name.getText()).join(', ');
  return 'name' in statement && statement.name ? (statement.name as ts.Identifier).getText() : 'an export';
}

/** Finds undocumented exports once their share is too large; an empty list means that the share is kept. */
export function findUndocumented(files: readonly SourceFile[]): Finding[] {
  const all = listExports(files);
  const missing = all.filter((one) => !one.isDocumented);
  if (all.length - missing.length >= documentedShareMin * all.length) return [];
  return missing.map(({ path, line, name }) => ({
    path,
    line,
    message: `${name} has no doc comment: meaning, unit, default, bounds, errors`,
  }));
}

/** Finds what core must not do and no import shows: `new Date()` without an argument, promises as types, timers as types. */
export function findImpurity(files: readonly SourceFile[]): Finding[] {
  const core = files.filter((file) => file.path.startsWith('broker/src/core/') && isTypeScript(file) && !isTest(file));
  return core.flatMap((file) => {
    const tree = parse(file);
    const findings: Finding[] = [];
    const visit = (node: ts.Node): void => {
      const isClock = ts.isNewExpression(node) && node.expression.getText(tree) === 'Date' && (node.arguments ?? []).length === 0;
      const isPromise = ts.isTypeReferenceNode(node) && node.typeName.getText(tree) === 'Promise';
      if (isClock)
        findings.push({ path: file.path, line: lineOf(tree, node), message: 'new Date() reads a clock: time is an argument in core' });
      if (isPromise) findings.push({ path: file.path, line: lineOf(tree, node), message: 'a promise waits: core never does' });
      ts.forEachChild(node, visit);
    };
    visit(tree);
    return findings;
  });
}
