// The house is tidy: sizes, words, comments and completeness of everything in the repository. Its checkers are tested in checkers.test.ts.
import { describe, expect, it, vi } from 'vitest';
import { findImpurity, findSilentFiles, findUndocumented } from './comments.ts';
import { findDeadLinks, findHomelessRpcs, findUndocumentedCodes, findUnprovenElements } from './completeness.ts';
import { findDeadTests, findImportsAcrossPackages } from './imports.ts';
import { findUnkeptNames, findUnlistedPages } from './promised-names.ts';
import { findLongFiles, findLongFunctions } from './size.ts';
import { type Finding, inOneLine, isTypeScript, readRepository, type SourceFile } from './source-file.ts';
import { findBannedWords, findEmptyNames, findLeftovers, findMachinePaths } from './words.ts';

// The first check parses every file; on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

const files = readRepository();
const sources = files.filter(isTypeScript);

const checks: Readonly<Record<string, readonly [(files: readonly SourceFile[]) => Finding[], readonly SourceFile[]]>> = {
  'files are short': [findLongFiles, sources],
  'functions fit a screen': [findLongFunctions, sources],
  'one word for one thing': [findBannedWords, files],
  'names say something': [findEmptyNames, files],
  'nothing is left over': [findLeftovers, files],
  'no path of one machine': [findMachinePaths, files],
  'every file opens with a sentence': [findSilentFiles, files],
  'exports are documented': [findUndocumented, files],
  'core reads no clock and makes no promise': [findImpurity, files],
  'packages are entered by their front door': [findImportsAcrossPackages, files],
  'every test runs and can fail': [findDeadTests, files],
  'every element has a scenario and a row': [findUnprovenElements, files],
  'every RPC has its file and a row': [findHomelessRpcs, files],
  'every error code is explained': [findUndocumentedCodes, files],
  'every link of the docs leads somewhere': [findDeadLinks, files],
  'what pages tell to type is there': [findUnkeptNames, files],
  'every management page is listed': [findUnlistedPages, files],
};

describe('the house', () => {
  it('is seen at all', () => {
    expect(sources.length).toBeGreaterThan(50);
  });

  it('shows the worker of the pages as it runs', () => {
    const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
    const program = textOf('examples/first-worker/worker.mjs').split('\n').slice(1).join('\n').trim();
    expect(textOf('README.md')).toContain(program);
    expect(textOf('docs/guide/first-process.md')).toContain(program);
  });

  it.each(Object.entries(checks))('%s', (_, [check, subject]) => {
    expect(check(subject).map(inOneLine)).toEqual([]);
  });
});
