// Checks that what our pages tell people to type is there: scripts, benches, commands, flags, environment variables, management pages.
import type { Finding, SourceFile } from './source-file.ts';

const programs = 'broker/src/shell/cli/';
const managementServer = 'broker/src/shell/management/management.ts';
const managementPage = 'docs/reference/management.md';

/** Flags of other people's commands that our pages show. */
const foreignFlags: ReadonlySet<string> = new Set(['save-dev', 'no-save', 'save-exact', 'import', 'test']);

/** One kind of name: where pages name one (its first group), what there is, and what to say of another. */
interface Kind {
  readonly named: RegExp;
  known(files: readonly SourceFile[]): ReadonlySet<string>;
  readonly message: string;
}

const kinds: readonly Kind[] = [
  { named: /npm run (?:--silent )?([a-z][a-z:-]*)/g, known: scripts, message: 'is no script of package.json' },
  { named: /npm run bench (?:-- )?([a-z][a-z-]*)/g, known: benches, message: 'is no bench of test/bench' },
  { named: /(?:npx |`)millrace ([a-z][a-z-]*)/g, known: commands, message: `is no command of ${programs}` },
  { named: /(?<![\w-])--([a-z][a-z-]*[a-z])/g, known: flags, message: 'is no flag of our programs' },
  { named: /\b(MILLRACE_[A-Z]+(?:_[A-Z]+)*)\b/g, known: variables, message: 'is an environment variable that no program reads' },
  { named: /\b((?:GET|POST) \/[a-z/]+)/g, known: managementPages, message: `is no page of ${managementServer}` },
];

/** Finds names in our pages that lead nowhere: what a reader types and does not get. */
export function findUnkeptNames(files: readonly SourceFile[]): Finding[] {
  const pages = files.filter(isForReaders);
  return kinds.flatMap(({ named, known, message }) => {
    const there = known(files);
    if (there.size === 0) return [{ path: 'test/house/promised-names.ts', message: `nothing was found of what ${named.source} names` }];
    return pages.flatMap(({ path, text }) =>
      text.split('\n').flatMap((content, index) =>
        [...content.matchAll(named)]
          .map((match) => match[1] ?? '')
          .filter((name) => !there.has(name))
          .map((name) => ({ path, line: index + 1, message: `'${name}' ${message}` })),
      ),
    );
  });
}

/** Finds pages of the management server that its reference does not list. */
export function findUnlistedPages(files: readonly SourceFile[]): Finding[] {
  const page = textOf(files, managementPage);
  return [...managementPages(files)]
    .filter((name) => !page.includes(`\`${name}\``))
    .map((name) => ({ path: managementServer, message: `${name} needs a row in ${managementPage}` }));
}

/** Pages for people who use or build Millrace; those inside `test/` speak of other programs, too, and decisions of measurements long gone. */
function isForReaders({ path }: SourceFile): boolean {
  return path.endsWith('.md') && !path.startsWith('test/') && path !== 'docs/decisions.md';
}

function scripts(files: readonly SourceFile[]): ReadonlySet<string> {
  const parsed: { readonly scripts?: Readonly<Record<string, string>> } = JSON.parse(textOf(files, 'package.json') || '{}');
  return new Set(Object.keys(parsed.scripts ?? {}));
}

function benches(files: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(files.flatMap(({ path }) => /^test\/bench\/([^/.]+)\.ts$/.exec(path)?.[1] ?? []));
}

function commands(files: readonly SourceFile[]): ReadonlySet<string> {
  const texts = files.filter(({ path }) => path.startsWith(programs)).map(({ text }) => text);
  const found = texts.flatMap((text) => [
    ...firstGroups(text, /\bcommand\('([a-z-]+)/g),
    ...firstGroups(text, /\bconnected\('([a-z-]+)/g),
    ...firstGroups(text, /\b(?:name|alias): '([a-z-]+)'/g),
  ]);
  return found.length === 0 ? new Set() : new Set([...found, 'help']);
}

function flags(files: readonly SourceFile[]): ReadonlySet<string> {
  const found = files.filter(isProgram).flatMap(({ text }) => [
    ...firstGroups(text, /--([a-z][a-z-]*[a-z])/g),
    ...firstGroups(text, /\bflag: '([a-z-]+)'/g),
    // As `parseArgs` takes them.
    ...firstGroups(text, /'?([a-z][a-z-]*)'?: \{ type: '(?:string|boolean)'/g),
  ]);
  return found.length === 0 ? new Set() : new Set([...found, ...foreignFlags]);
}

function variables(files: readonly SourceFile[]): ReadonlySet<string> {
  const named = files.filter(isProgram).flatMap(({ text }) => firstGroups(text, /\b(MILLRACE_[A-Z]+(?:_[A-Z]+)*)\b/g));
  const ofFlags = files
    .filter(({ path }) => path === 'broker/src/config.ts')
    .flatMap(({ text }) => firstGroups(text, /\bflag: '([a-z-]+)'/g))
    .map((flag) => `MILLRACE_${flag.toUpperCase().replaceAll('-', '_')}`);
  return new Set([...named, ...ofFlags]);
}

function managementPages(files: readonly SourceFile[]): ReadonlySet<string> {
  return new Set(firstGroups(textOf(files, managementServer), /'((?:GET|POST) \/[a-z/]+)':/g));
}

/** Whether people start it, or what they start reads its words: no tests. */
function isProgram({ path }: SourceFile): boolean {
  return /\.(ts|mjs|js|sh)$/.test(path) && !/\.(test|suite)\.ts$/.test(path) && !path.startsWith('test/house/');
}

function firstGroups(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((match) => match[1] ?? '');
}

function textOf(files: readonly SourceFile[], path: string): string {
  return files.find((file) => file.path === path)?.text ?? '';
}
