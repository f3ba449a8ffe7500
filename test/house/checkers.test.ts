// Every house check is shown one planted fault, which it must find, and the repaired form, which it must let pass.
import { describe, expect, it } from 'vitest';
import { findImpurity, findSilentFiles, findUndocumented } from './comments.ts';
import { findDeadLinks, findHomelessRpcs, findUndocumentedCodes, findUnprovenElements } from './completeness.ts';
import { findDeadTests, findImportsAcrossPackages } from './imports.ts';
import { findUnkeptNames, findUnlistedPages } from './promised-names.ts';
import { fileLinesMax, findLongFiles, findLongFunctions, functionLinesMax } from './size.ts';
import { type Finding, inOneLine, type SourceFile } from './source-file.ts';
import { findBannedWords, findEmptyNames, findLeftovers, findMachinePaths } from './words.ts';

type Check = (files: readonly SourceFile[]) => Finding[];
type Files = Readonly<Record<string, string>>;

/** What `findUnkeptNames` compares pages with: one name of each kind. */
const kept: Files = {
  'package.json': '{ "scripts": { "soak": "x", "bench": "x" } }',
  'test/bench/open.ts': '',
  'broker/src/shell/cli/program.ts': "program.command('broker').option('--json')",
  'broker/src/config.ts': "flag: 'data-dir',",
  'broker/src/shell/management/management.ts': "'GET /cluster': answerCluster,",
};
const told = (text: string): Files => ({ ...kept, 'docs/a.md': text });

const functionOf = (lines: number): string =>
  `// A file that holds one function.\nfunction long() {\n${'  work();\n'.repeat(lines - 2)}}\n`;
const closure = (lines: number): string => `const inner = () => {\n${'  work();\n'.repeat(lines - 2)}};\n`;
const rejectionTypes = "export const REJECTION_TYPES = ['NOT_FOUND', 'NULL_VAL'] as const;";
const codes: Check = (files) => findUndocumentedCodes(files, [{ path: 'broker/src/core/protocol/record.ts', list: 'REJECTION_TYPES' }]);

/** Check, planted fault, repaired form. */
const plants: readonly (readonly [name: string, check: Check, faulty: Files, repaired: Files])[] = [
  ['a file too long', findLongFiles, { 'a.ts': 'x;\n'.repeat(fileLinesMax + 1) }, { 'a.ts': 'x;\n'.repeat(fileLinesMax) }],
  ['a function too long', findLongFunctions, { 'a.ts': functionOf(functionLinesMax + 1) }, { 'a.ts': functionOf(functionLinesMax) }],
  [
    'closures too long',
    findLongFunctions,
    { 'a.ts': `function make() {\n${closure(60).repeat(4)}}\n` },
    { 'a.ts': `function make() {\n${closure(60).repeat(3)}}\n` },
  ],
  ['a banned word', findBannedWords, { 'docs/a.md': 'Deploy the workflow.' }, { 'docs/a.md': 'Deploy the process.' }],
  [
    'a word banned in one folder only',
    findBannedWords,
    { 'broker/src/core/engine/a.ts': '// The token moves on.' },
    { 'broker/src/core/feel/a.ts': '// The token after the name.' },
  ],
  ['a file called util', findEmptyNames, { 'broker/src/shell/string-utils.ts': '' }, { 'broker/src/shell/padding.ts': '' }],
  ['an empty name', findEmptyNames, { 'a.ts': 'export class JobManager {}' }, { 'a.ts': 'export interface BrokerInfo {}' }],
  ['a leftover', findLeftovers, { 'a.ts': `// ${'TO'}DO later` }, { 'a.ts': '// Done.' }],
  ['a script that is not there', findUnkeptNames, told('`npm run soap`'), told('`npm run soak`')],
  ['a bench that is not there', findUnkeptNames, told('`npm run bench shut`'), told('`npm run bench open`, `npm run bench NAME`')],
  ['a command that is not there', findUnkeptNames, told('`npx millrace stop`'), told('`npx millrace broker`, `millrace help`')],
  ['a flag that is not there', findUnkeptNames, told('with `--data-folder`'), told('with `--data-dir` and `--json`')],
  ['a variable nobody reads', findUnkeptNames, told('`MILLRACE_FOLDER`'), told('`MILLRACE_DATA_DIR`')],
  ['a management page that is not there', findUnkeptNames, told('`GET /topology`'), told('`GET /cluster`')],
  [
    'a management page nobody is told of',
    findUnlistedPages,
    { ...kept, 'docs/reference/management.md': '' },
    { ...kept, 'docs/reference/management.md': '`GET /cluster`' },
  ],
  ['a path of a machine', findMachinePaths, { 'a.ts': `open('/ho${'me/anna/x'}')` }, { 'a.ts': "open('./x')" }],
  ['a silent file', findSilentFiles, { 'a.ts': "import x from 'y';" }, { 'a.ts': '// Opens the door, and never shuts it.\n' }],
  ['a file that mumbles', findSilentFiles, { 'a.ts': '// door\n' }, { 'a.ts': '/** Opens the door, and never shuts it. */\n' }],
  [
    'an undocumented export',
    findUndocumented,
    { 'a.ts': 'export const x = 1;' },
    { 'a.ts': '/** One, without unit. */\nexport const x = 1;' },
  ],
  [
    'a clock in core',
    findImpurity,
    { 'broker/src/core/a.ts': 'const now = new Date();' },
    { 'broker/src/core/a.ts': 'const then = new Date(atMs);' },
  ],
  [
    'a promise in core',
    findImpurity,
    { 'broker/src/core/a.ts': 'let x: Promise<void>;' },
    { 'broker/src/shell/a.ts': 'let x: Promise<void>;' },
  ],
  [
    'an import through the wall',
    findImportsAcrossPackages,
    { 'workers/src/a.ts': "import { b } from '../../clients/typescript/src/b.ts';" },
    { 'workers/src/a.ts': "import { b } from '@millrace/client';" },
  ],
  [
    'a sleeping test',
    findDeadTests,
    { 'a.test.ts': `it.${'skip'}('x', () => expect(1).toBe(1));` },
    { 'a.test.ts': "it('x', () => expect(1).toBe(1));" },
  ],
  [
    'a test that asserts nothing',
    findDeadTests,
    { 'a.test.ts': "it('x', () => run());" },
    { 'a.test.ts': "it('x', () => expect(run()).toBe(1));" },
  ],
  [
    'an element without a scenario',
    findUnprovenElements,
    { 'broker/src/core/engine/elements/end-event.ts': '', 'docs/compatibility.md': '| end event | works |' },
    {
      'broker/src/core/engine/elements/end-event.ts': '',
      'docs/compatibility.md': '| end event | works |',
      'test/scenarios/ends.scenario': 'deploy other one\n',
      'test/models/one.bpmn': '<bpmn:endEvent id="end" />',
    },
  ],
  [
    'an element in a model that no scenario deploys',
    findUnprovenElements,
    {
      'broker/src/core/engine/elements/end-event.ts': '',
      'docs/compatibility.md': '| end event | works |',
      'test/scenarios/ends.scenario': 'deploy other\n',
      'test/models/one.bpmn': '<bpmn:endEvent id="end" />',
    },
    {
      'broker/src/core/engine/elements/end-event.ts': '',
      'docs/compatibility.md': '| end event | works |',
      'broker/src/core/engine/end-event.test.ts': '',
    },
  ],
  [
    'an element without a row',
    findUnprovenElements,
    { 'broker/src/core/engine/elements/end-event/none.ts': '', 'broker/src/core/engine/end-event.test.ts': '' },
    {
      'broker/src/core/engine/elements/end-event/none.ts': '',
      'docs/compatibility.md': '| end event (none) | works |',
      'broker/src/core/engine/end-event.test.ts': '',
    },
  ],
  [
    'an RPC without a file',
    findHomelessRpcs,
    { 'proto/gateway/gateway.proto': '  rpc CompleteJob(A) returns (B);', 'docs/compatibility.md': '| CompleteJob | works |' },
    {
      'proto/gateway/gateway.proto': '  rpc CompleteJob(A) returns (B);',
      'docs/compatibility.md': '| CompleteJob | works |',
      'broker/src/shell/gateway/rpc/complete-job.ts': '',
    },
  ],
  [
    'an unexplained code',
    codes,
    { 'broker/src/core/protocol/record.ts': rejectionTypes, 'docs/errors.md': '' },
    { 'broker/src/core/protocol/record.ts': rejectionTypes, 'docs/errors.md': '| `NOT_FOUND` | it is not there |' },
  ],
  ['a link to nowhere', findDeadLinks, { 'a.md': '[b](docs/b.md)' }, { 'a.md': '[b](docs/b.md)', 'docs/b.md': '' }],
  [
    'a link to no heading',
    findDeadLinks,
    { 'a.md': '[b](b.md#end)', 'b.md': '# Start' },
    { 'a.md': '[b](b.md#the-end)', 'b.md': '# The end' },
  ],
];

const asFiles = (files: Files): readonly SourceFile[] => Object.entries(files).map(([path, text]) => ({ path, text }));

describe('the house checks', () => {
  it.each(plants)('find %s', (_, check, faulty, repaired) => {
    expect(check(asFiles(faulty)).map(inOneLine)).toHaveLength(1);
    expect(check(asFiles(repaired)).map(inOneLine)).toEqual([]);
  });

  it.each([
    ['elements', findUnprovenElements],
    ['RPCs', findHomelessRpcs],
    ['codes', codes],
  ] as const)('fail when they see no %s', (_, check) => {
    expect(check([])).toHaveLength(1);
  });

  it('let a ratcheted file keep its length, and not a line more', () => {
    const files = asFiles({ 'a.ts': 'x;\n'.repeat(600) });
    expect(findLongFiles(files, { 'a.ts': 600 })).toEqual([]);
    expect(findLongFiles(files, { 'a.ts': 599 })).toHaveLength(1);
  });
});
