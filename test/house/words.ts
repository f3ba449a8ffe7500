// Checks the words: one noun for one thing, nothing left over, no path of anybody's machine.
import ts from 'typescript';
import { type Finding, isTypeScript, lineOf, parse, type SourceFile } from './source-file.ts';

interface BannedWord {
  readonly pattern: RegExp;
  readonly instead: string;
  /** Where the word is banned. */
  readonly where: RegExp;
  /** Where it may stand all the same: quoting others, or explaining the ban. */
  readonly unless?: RegExp;
}

const prose = /\.(ts|mjs|md|proto)$/;
const explains = /^(docs\/glossary\.md|docs\/decisions\.md|test\/house\/.*)$/;

/** Words that mean something else here, each with its replacement; docs/glossary.md says why. */
const bannedWords: readonly BannedWord[] = [
  { pattern: /\bwork-?flows?\b/i, instead: '"process" (the definition) or "process instance"', where: prose, unless: explains },
  { pattern: /\b(log|record|stream) offsets?\b/i, instead: '"position"', where: prose, unless: explains },
  { pattern: /\b(command|inbox) queue\b/i, instead: '"inbox"', where: prose, unless: explains },
  { pattern: /\b(raft|gossip) messages?\b/i, instead: '"packet"', where: prose, unless: explains },
  { pattern: /\btokens?\b/i, instead: '"active element" or "taken sequence flow"', where: /^broker\/src\/core\/engine\// },
  { pattern: /\bzombie|sanity|whitelist|blacklist\b/i, instead: 'what is meant', where: prose, unless: explains },
];

/** Marks of unfinished work. They are put together here so that this file does not find itself. */
const leftovers = new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`);
const machinePath = new RegExp(['/wo' + 'rk/', '/ho' + 'me/[a-z]', '/Use' + 'rs/[A-Za-z]', 'C:\\\\Use' + 'rs'].join('|'));

/** Finds banned words, line by line. */
export function findBannedWords(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) =>
    bannedWords
      .filter((word) => word.where.test(file.path) && !word.unless?.test(file.path))
      .flatMap((word) => findLines(file, word.pattern, (found) => `"${found}": say ${word.instead}`)),
  );
}

/** Finds marks of unfinished work. */
export function findLeftovers(files: readonly SourceFile[]): Finding[] {
  return files.flatMap((file) => findLines(file, leftovers, (found) => `"${found}" is left over: do it, or open an issue`));
}

/** Finds absolute paths that exist on one machine only. */
export function findMachinePaths(files: readonly SourceFile[]): Finding[] {
  const ours = files.filter(({ path }) => /\.(ts|mjs|js|json|md|proto|yaml)$/.test(path) && !path.startsWith('examples/'));
  return ours.flatMap((file) => findLines(file, machinePath, (found) => `"${found}..." is a path of one machine`));
}

const emptyName = /(Manager|Helper|Helpers|Util|Utils|Data|(?<!^[Bb]roker)Info)$/; // BrokerInfo is the contract's word.
const emptyFileName = /(^|[-/])(utils?|helpers?|common|misc|manager)(\.test)?\.(ts|mjs)$/;

/** Finds names that say nothing: files called util, exports ending in Manager, Helper, Data, Info. */
export function findEmptyNames(files: readonly SourceFile[]): Finding[] {
  const sources = files.filter(isTypeScript);
  const ofFiles = sources
    .filter(({ path }) => emptyFileName.test(path))
    .map(({ path }) => ({ path, message: 'the name says nothing: call it after its one noun or verb' }));
  return [...ofFiles, ...sources.flatMap(emptyExportsOf)];
}

function emptyExportsOf(file: SourceFile): Finding[] {
  const tree = parse(file);
  return tree.statements.flatMap((statement) => {
    const name =
      ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)
        ? statement.name?.text
        : undefined;
    return name !== undefined && emptyName.test(name)
      ? [{ path: file.path, line: lineOf(tree, statement), message: `${name}: the last word says nothing` }]
      : [];
  });
}

function findLines(file: SourceFile, pattern: RegExp, say: (found: string) => string): Finding[] {
  return file.text.split('\n').flatMap((text, index) => {
    const found = pattern.exec(text);
    return found ? [{ path: file.path, line: index + 1, message: say(found[0]) }] : [];
  });
}
