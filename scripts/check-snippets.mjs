// Type-checks every TypeScript snippet of the READMEs and guides against the compiled packages: what people copy has to compile.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import typescript from 'typescript';
import { root } from './run.mjs';

const guides = readdirSync(join(root, 'docs'), { recursive: true }).map((file) => `docs/${file}`);
const pages = ['README.md', 'clients/typescript/README.md', 'workers/README.md', 'conformance/README.md', ...guides].filter((page) =>
  page.endsWith('.md'),
);
const options = {
  target: typescript.ScriptTarget.ES2023,
  module: typescript.ModuleKind.NodeNext,
  moduleResolution: typescript.ModuleResolutionKind.NodeNext,
  lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts'],
  types: ['node'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
};

/** What `millrace types` would write for the snippet that imports it. */
const jobTypes = join(root, 'test', 'job-types.ts');
const jobTypesCode = `export interface JobTypes {
  readonly 'charge-card': { readonly headers: { readonly currency: string }; readonly inputs: { readonly amount: unknown } };
  readonly ship: { readonly headers: Record<never, never>; readonly inputs: Record<never, never> };
}
`;

/** Snippets by the name of a file beside which they would lie, so that packages are found as a user's would be. */
const snippets = new Map();
for (const page of pages) {
  const text = readFileSync(join(root, page), 'utf8');
  for (const match of text.matchAll(/^```ts\n([\s\S]*?)^```/gm)) {
    const line = text.slice(0, match.index).split('\n').length;
    snippets.set(join(root, 'test', `${page.replaceAll('/', '--')}--${line}.ts`), { page, line, code: `${match[1]}\nexport {};\n` });
  }
}

snippets.set(jobTypes, { page: 'job-types.ts', line: 0, code: jobTypesCode });

const host = typescript.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.fileExists = (name) => snippets.has(name) || fileExists.call(host, name);
host.readFile = (name) => snippets.get(name)?.code ?? readFile.call(host, name);
host.getSourceFile = (name, ...rest) =>
  snippets.has(name) ? typescript.createSourceFile(name, snippets.get(name).code, options.target) : getSourceFile.call(host, name, ...rest);
const program = typescript.createProgram([...snippets.keys()], options, host);
let faults = 0;
for (const [name, { page, line }] of snippets) {
  const source = program.getSourceFile(name);
  for (const { messageText, start } of [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]) {
    faults += 1;
    const at = line + 1 + source.getLineAndCharacterOfPosition(start).line;
    console.log(`${page}:${at} ${typescript.flattenDiagnosticMessageText(messageText, ' ')}`);
  }
}
console.log(`${snippets.size} snippets, ${faults} faults`);
process.exitCode = faults === 0 && snippets.size > 0 ? 0 : 1;
