// The files of the repository as the house checks see them; read once, never written.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The top of the repository. */
export const top = fileURLToPath(new URL('../..', import.meta.url));

/** One text file: its path from the top of the repository, with forward slashes, and its content. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

/** What a check has to say: where, and what to do about it. */
export interface Finding {
  readonly path: string;
  /** Counted from 1; absent when the finding is about the whole file. */
  readonly line?: number;
  readonly message: string;
}

/** A finding as one line that editors turn into a link. */
export function inOneLine({ path, line, message }: Finding): string {
  return `${path}${line === undefined ? '' : `:${line}`}  ${message}`;
}

/** Every text file of the repository that is neither ignored by git nor somebody else's words (the lock file, licences, recorded traces). */
export function readRepository(): readonly SourceFile[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], { cwd: top, encoding: 'utf8' });
  return listed
    .split('\0')
    .filter((path) => /\.(ts|mjs|js|json|md|proto|yaml|yml|sh|scenario|bpmn|svg)$/.test(path) || path === '.ci/run')
    .filter(
      (path) => path !== 'package-lock.json' && !/(^|\/)(dist|gen)\/|(^|\/)traces\/.*\.json$/.test(path) && existsSync(join(top, path)),
    )
    .map((path) => ({ path, text: readFileSync(join(top, path), 'utf8') }));
}

/** Whether a file is TypeScript of ours. */
export function isTypeScript({ path }: SourceFile): boolean {
  return path.endsWith('.ts') && !path.endsWith('.d.ts');
}

/** Whether a file is a test, a suite of tests, or lies in a folder of tests. */
export function isTest({ path }: SourceFile): boolean {
  return /\.(test|suite)\.ts$/.test(path) || /(^|\/)test\//.test(path);
}

const trees = new WeakMap<SourceFile, ts.SourceFile>();

/** The syntax tree of a file, with parents; made once per file. */
export function parse(file: SourceFile): ts.SourceFile {
  const known = trees.get(file);
  if (known) return known;
  const tree = ts.createSourceFile(file.path, file.text, ts.ScriptTarget.ES2023, true);
  trees.set(file, tree);
  return tree;
}

/** The line of a node, from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}
