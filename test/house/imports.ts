// Checks what import statements say about the house: packages are entered by their front door, tests are all alive.
import { posix } from 'node:path';
import ts from 'typescript';
import { type Finding, isTypeScript, lineOf, parse, type SourceFile } from './source-file.ts';

/** Folders of the packages; a relative import must not leave the one it starts in. */
const packages = ['proto/', 'broker/', 'clients/typescript/', 'workers/', 'conformance/'];

/** Finds relative imports from one package into another folder of the repository. */
export function findImportsAcrossPackages(files: readonly SourceFile[]): Finding[] {
  return files.filter(isTypeScript).flatMap((file) => {
    const home = packages.find((folder) => file.path.startsWith(folder));
    if (home === undefined) return [];
    const tree = parse(file);
    return tree.statements.flatMap((statement) => {
      const target = specifierOf(statement);
      if (!target?.startsWith('.')) return [];
      const path = posix.join(posix.dirname(file.path), target);
      if (path.startsWith(home)) return [];
      // A test of the broker may use what the folder of tests offers; a source may not.
      if (path.startsWith('test/') && /\.(test|suite)\.ts$/.test(file.path)) return [];
      return [
        { path: file.path, line: lineOf(tree, statement), message: `'${target}' leaves the package: import the other one by its name` },
      ];
    });
  });
}

function specifierOf(statement: ts.Statement): string | undefined {
  if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return undefined;
  return statement.moduleSpecifier && ts.isStringLiteral(statement.moduleSpecifier) ? statement.moduleSpecifier.text : undefined;
}

/** Finds tests that never run or cannot fail: skipped or focused ones, and test files that assert nothing. */
export function findDeadTests(files: readonly SourceFile[]): Finding[] {
  const tests = files.filter(({ path }) => /\.(test|suite)\.ts$/.test(path));
  return tests.flatMap((file) => {
    const lines = file.text.split('\n');
    const sleeping = lines.flatMap((text, index) =>
      /\b(?:describe|it|test)(?:\.\w+)*\.(?:skip|only|todo|fails)\b/.test(text)
        ? [{ path: file.path, line: index + 1, message: 'a test that does not run, or hides others: repair it or remove it' }]
        : [],
    );
    const isToothless = file.path.endsWith('.test.ts') && !/\b(expect|assert)\b|from '[^']+\.suite\.ts'/.test(file.text);
    return isToothless ? [...sleeping, { path: file.path, message: 'nothing in here can fail: assert something' }] : sleeping;
  });
}
