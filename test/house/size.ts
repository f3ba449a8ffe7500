// Checks that files and functions stay readable at one sitting. It measures lines, not beauty.
import ts from 'typescript';
import { type Finding, isTest, lineOf, parse, type SourceFile } from './source-file.ts';

/** Most lines of a file that people write. */
export const fileLinesMax = 500;
/** Most lines of a function outside tests, without those of the functions inside it: one screen. */
export const functionLinesMax = 70;
/** Most lines of a function with all that is inside it, for those that make an object out of closures. */
export const closureLinesMax = 200;

/**
 * Files and functions that were too long when the walls were built, by `path` or `path#function`, with the lines they may have.
 * The figures go down only; nothing is added.
 */
export const ratchet: Readonly<Record<string, number>> = {};

/** Finds files above {@link fileLinesMax}. */
export function findLongFiles(files: readonly SourceFile[], allowed = ratchet): Finding[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split('\n').length;
    const linesMax = allowed[path] ?? fileLinesMax;
    return lines <= linesMax ? [] : [{ path, message: `${lines} lines: split it, ${linesMax} is the wall` }];
  });
}

/** Finds functions above {@link functionLinesMax}; the callbacks of tests are exempt. */
export function findLongFunctions(files: readonly SourceFile[], allowed = ratchet): Finding[] {
  return files.filter((file) => !isTest(file)).flatMap((file) => longFunctionsOf(file, allowed));
}

function longFunctionsOf(file: SourceFile, allowed: Readonly<Record<string, number>>): Finding[] {
  const tree = parse(file);
  const findings: Finding[] = [];
  /** Visits a node and tells how many lines of functions with a body of several lines it holds. */
  const visit = (node: ts.Node): number => {
    let inner = 0;
    ts.forEachChild(node, (child) => {
      inner += visit(child);
    });
    if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return inner;
    const all = lineAt(tree, node.body.getEnd()) - lineAt(tree, node.getStart(tree)) + 1;
    const message = complaint(nameOf(node), all - inner, all, allowed[`${file.path}#${nameOf(node)}`]);
    if (message !== undefined) findings.push({ path: file.path, line: lineOf(tree, node), message });
    return all > 1 ? all : 0;
  };
  visit(tree);
  return findings;
}

function complaint(name: string, own: number, all: number, linesMax: number | undefined): string | undefined {
  if (all <= (linesMax ?? 0)) return undefined;
  if (own > functionLinesMax) return `${name} has ${own} lines, ${functionLinesMax} is the wall`;
  if (all > closureLinesMax) return `${name} has ${all} lines with its closures, ${closureLinesMax} is the wall`;
  return undefined;
}

function lineAt(tree: ts.SourceFile, position: number): number {
  return tree.getLineAndCharacterOfPosition(position).line;
}

function nameOf(node: ts.SignatureDeclaration): string {
  if (node.name) return node.name.getText();
  return ts.isVariableDeclaration(node.parent) || ts.isPropertyAssignment(node.parent) ? node.parent.name.getText() : 'a function';
}
