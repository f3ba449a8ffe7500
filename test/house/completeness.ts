// Checks that lists which belong together are complete: elements and scenarios, RPCs and files, error codes and docs, links and targets.
import { posix } from 'node:path';
import type { Finding, SourceFile } from './source-file.ts';

const elementsFolder = 'broker/src/core/engine/elements/';
const engineFolder = 'broker/src/core/engine/';
/** Elements of BPMN whose file is not named after them. */
const tagsOfElements: Readonly<Record<string, string>> = {
  'multi-instance-body': 'multiInstanceLoopCharacteristics',
  'plain-task': 'manualTask',
};
const rpcFolder = 'broker/src/shell/gateway/rpc/';
const compatibilityPage = 'docs/compatibility.md';
const errorsPage = 'docs/errors.md';
const gatewayContract = 'proto/gateway/gateway.proto';

/** What stands beside the elements: the contract of all, the total record, and the parts of those that throw. */
const noElement: ReadonlySet<string> = new Set(['behavior', 'index', 'throw']);

/** Names of the elements: a file or a folder each. */
export function elementNames(files: readonly SourceFile[]): readonly string[] {
  const names = files
    .filter(({ path }) => path.startsWith(elementsFolder) && path.endsWith('.ts') && !/\.(test|suite)\.ts$/.test(path))
    .map(({ path }) => path.slice(elementsFolder.length).split(/[/.]/)[0] ?? '');
  return [...new Set(names)].filter((name) => !noElement.has(name));
}

/** The models that scenarios deploy. */
function playedModels(files: readonly SourceFile[]): readonly SourceFile[] {
  const deployed = files
    .filter(({ path }) => path.endsWith('.scenario'))
    .flatMap(({ text }) => [...text.matchAll(/^\s*deploy\s+(.*)$/gm)].flatMap((match) => (match[1] ?? '').split(/\s+/)));
  const names = new Set(deployed.map((name) => name.replace(/\.bpmn$/, '')));
  return files.filter(({ path }) => path.endsWith('.bpmn') && names.has(posix.basename(path, '.bpmn')));
}

/** Finds elements without a scenario, or without a row in the compatibility page. */
export function findUnprovenElements(files: readonly SourceFile[]): Finding[] {
  const names = elementNames(files);
  if (names.length === 0) return [{ path: elementsFolder, message: 'no element file was found: the check sees nothing' }];
  const paths = new Set(files.map(({ path }) => path));
  const played = playedModels(files);
  const rows = tableRows(textOf(files, compatibilityPage));
  return names.flatMap((name) => {
    const path = `${elementsFolder}${name}`;
    const spoken = name.replaceAll('-', ' ');
    const tag = tagsOfElements[name] ?? name.replace(/-./g, (letter) => letter.charAt(1).toUpperCase());
    const hasScenario =
      played.some(({ text }) => new RegExp(`<bpmn2?:${tag}[\\s>/]`).test(text)) || paths.has(`${engineFolder}${name}.test.ts`);
    const hasRow = rows.some((row) => row.replaceAll('-', ' ').startsWith(spoken));
    return [
      ...(hasScenario
        ? []
        : [{ path, message: `needs a scenario that deploys a model with <bpmn:${tag}>, or ${engineFolder}${name}.test.ts` }]),
      ...(hasRow ? [] : [{ path, message: `needs a row "${spoken}" in ${compatibilityPage}` }]),
    ];
  });
}

/** Finds RPCs of the gateway without their own file, or without a row in the compatibility page. */
export function findHomelessRpcs(files: readonly SourceFile[]): Finding[] {
  const names = [...textOf(files, gatewayContract).matchAll(/^\s*rpc\s+(\w+)/gm)].map((match) => match[1] ?? '');
  if (names.length === 0) return [{ path: gatewayContract, message: 'no RPC was found: the check sees nothing' }];
  const paths = new Set(files.map(({ path }) => path));
  const rows = tableRows(textOf(files, compatibilityPage));
  return names.flatMap((name) => {
    const home = `${rpcFolder}${kebab(name)}.ts`;
    return [
      ...(paths.has(home) ? [] : [{ path: gatewayContract, message: `rpc ${name} needs ${home}` }]),
      ...(rows.includes(name.toLowerCase()) ? [] : [{ path: gatewayContract, message: `rpc ${name} needs a row in ${compatibilityPage}` }]),
    ];
  });
}

/** Where codes that users meet are listed in the sources, and the name of the list. */
const codeLists: readonly { readonly path: string; readonly list: string }[] = [
  { path: 'broker/src/core/protocol/record.ts', list: 'REJECTION_TYPES' },
  { path: 'broker/src/core/protocol/values/incident.ts', list: 'ERROR_TYPES' },
  { path: 'clients/typescript/src/errors.ts', list: 'ErrorCode' },
];
/** Words of those lists that mean that nothing went wrong. */
const noError: ReadonlySet<string> = new Set(['NULL_VAL', 'OK']);

/** Finds codes of rejections, incidents and the client that docs/errors.md does not explain. */
export function findUndocumentedCodes(files: readonly SourceFile[], lists = codeLists): Finding[] {
  const page = textOf(files, errorsPage);
  return lists.flatMap(({ path, list }) => {
    const codes = wordsOf(textOf(files, path), list);
    if (codes.length === 0) return [{ path, message: `${list} was not found: the check sees nothing` }];
    const missing = codes.filter((code) => !noError.has(code) && !page.includes(`\`${code}\``));
    return missing.map((code) => ({ path, message: `${code} needs a row in ${errorsPage}` }));
  });
}

/** The quoted words in the definition of a list or of a union type. */
function wordsOf(text: string, list: string): readonly string[] {
  const body = new RegExp(`\\b${list}\\b[^=;]*=([^;]*);`).exec(text)?.[1] ?? '';
  return [...body.matchAll(/'([^']+)'/g)].map((match) => match[1] ?? '');
}

/** Finds links of our pages that lead to no file or no heading; addresses of the web are not followed. */
export function findDeadLinks(files: readonly SourceFile[]): Finding[] {
  const paths = new Set(files.map(({ path }) => path));
  const isThere = (path: string): boolean =>
    paths.has(path) || [...paths].some((one) => one.startsWith(path.endsWith('/') ? path : `${path}/`));
  const pages = files.filter(({ path }) => path.endsWith('.md'));
  return pages.flatMap((page) =>
    linksOf(page).flatMap(({ target, line }) => {
      const [place = '', anchor] = target.split('#');
      const path = place === '' ? page.path : posix.join(posix.dirname(page.path), place);
      if (!isThere(path) && !isPlainFile(path)) return [{ path: page.path, line, message: `'${target}' leads nowhere` }];
      if (anchor === undefined || headingsOf(textOf(files, path)).includes(anchor)) return [];
      return [{ path: page.path, line, message: `'${target}': no such heading` }];
    }),
  );
}

/** Files without a suffix that the repository always has. */
function isPlainFile(path: string): boolean {
  return path === 'LICENSE';
}

function linksOf({ text }: SourceFile): { target: string; line: number }[] {
  return text
    .split('\n')
    .flatMap((content, index) =>
      [...content.matchAll(/\]\(([^)\s]+)\)/g)]
        .map((match) => ({ target: match[1] ?? '', line: index + 1 }))
        .filter(({ target }) => !/^[a-z]+:/.test(target)),
    );
}

function headingsOf(text: string): readonly string[] {
  return [...text.matchAll(/^#+\s+(.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .trim()
      .replaceAll(' ', '-'),
  );
}

function tableRows(text: string): readonly string[] {
  return [...text.matchAll(/^\|\s*([^|]+?)\s*\|/gm)].map((match) => (match[1] ?? '').replaceAll('`', '').toLowerCase());
}

function textOf(files: readonly SourceFile[], path: string): string {
  return files.find((file) => file.path === path)?.text ?? '';
}

function kebab(name: string): string {
  return name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
}
