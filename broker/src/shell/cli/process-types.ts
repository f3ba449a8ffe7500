/** What BPMN models promise their workers, collected and written as TypeScript: the same models give the same text. Reads no files. */
import type { ExecutableElement, ExecutableProcess, ModelText } from '../../core/model/executable.ts';

/** Names of one kind with the elements they come from. */
type Names = Map<string, string[]>;

/** What elements of one job type give their worker. */
interface JobFacts {
  readonly elements: string[];
  /** How many elements have a header or an input of this name. */
  readonly headers: Map<string, number>;
  readonly inputs: Map<string, number>;
}

interface Facts {
  readonly jobs: Map<string, JobFacts>;
  readonly processes: Names;
  readonly messages: Names;
  readonly signals: Names;
  readonly errors: Names;
  /** Elements whose name or type is an expression: nobody knows it before it runs. */
  readonly open: string[];
}

const noFacts: JobFacts = { elements: [], headers: new Map(), inputs: new Map() };

/** The types of these processes as the text of a TypeScript module. `source` is named in its first line. */
export function processTypes(processes: readonly ExecutableProcess[], source: string): string {
  const facts: Facts = { jobs: new Map(), processes: new Map(), messages: new Map(), signals: new Map(), errors: new Map(), open: [] };
  for (const process of processes) {
    add(facts.processes, process.id, process.name);
    for (const element of process.elements.values()) collect(facts, element, `${process.id}/${element.id}`);
  }
  const parts = [
    `// Written by \`millrace types ${source}\`: what the models promise their workers. Do not edit it; run the command again.`,
    ...(facts.open.length === 0 ? [] : [`// Not here, because only an expression knows the name: ${sorted(facts.open).join(', ')}.`]),
    '',
    ...jobTypes(facts.jobs),
    ...union('ProcessId', 'Ids of the processes.', facts.processes),
    ...union('MessageName', 'Messages that start, continue or leave a process.', facts.messages),
    ...union('SignalName', 'Signals that are caught or thrown.', facts.signals),
    ...union('ErrorCode', 'Codes of errors that are caught or thrown.', facts.errors),
  ];
  return `${parts.join('\n').trimEnd()}\n`;
}

function collect(facts: Facts, element: ExecutableElement, place: string): void {
  const named = (names: Names, name: ModelText | undefined): void => {
    if (name?.kind === 'text') add(names, name.text, place);
    else if (name) facts.open.push(place);
  };
  const { job, trigger } = element;
  if (job?.type.kind === 'text') addJob(facts.jobs, job.type.text, place, element);
  else if (job) facts.open.push(place);
  for (const { type } of [...element.executionListeners, ...element.taskListeners]) {
    if (type.kind === 'text') addJob(facts.jobs, type.text, place, undefined);
    else facts.open.push(place);
  }
  if (trigger?.kind === 'message') named(facts.messages, trigger.name);
  else if (trigger?.kind === 'signal') named(facts.signals, trigger.name);
  else if (trigger?.kind === 'error') named(facts.errors, trigger.code);
}

function addJob(jobs: Map<string, JobFacts>, type: string, place: string, element: ExecutableElement | undefined): void {
  const facts: JobFacts = jobs.get(type) ?? { elements: [], headers: new Map(), inputs: new Map() };
  jobs.set(type, facts);
  facts.elements.push(place);
  for (const header of Object.keys(element?.job?.headers ?? {})) facts.headers.set(header, (facts.headers.get(header) ?? 0) + 1);
  const inputs = new Set<string>(element?.inputs.map(({ target }) => target[0] ?? ''));
  for (const input of inputs) facts.inputs.set(input, (facts.inputs.get(input) ?? 0) + 1);
}

function add(names: Names, name: string, place: string): void {
  names.set(name, [...(names.get(name) ?? []), place]);
}

function jobTypes(jobs: ReadonlyMap<string, JobFacts>): readonly string[] {
  const entries = sorted([...jobs.keys()]).flatMap((type) => {
    const { elements, headers, inputs } = jobs.get(type) ?? noFacts;
    return [
      `  /** ${comment(sorted(elements).join(', '))} */`,
      `  readonly ${quoted(type)}: {`,
      `    readonly headers: ${members(headers, elements.length, 'string')};`,
      `    readonly inputs: ${members(inputs, elements.length, 'unknown')};`,
      '  };',
    ];
  });
  const heading =
    '/** Job types with the headers and the input mappings of their elements: `worker<JobTypes>()` wants a handler for each. */';
  return [
    heading,
    entries.length === 0 ? 'export type JobTypes = Record<never, never>;' : 'export interface JobTypes {',
    ...entries,
    ...(entries.length === 0 ? [''] : ['}', '']),
  ];
}

/** Members that not every element has are optional. */
function members(counts: ReadonlyMap<string, number>, all: number, type: string): string {
  const texts = sorted([...counts.keys()]).map((name) => `readonly ${quoted(name)}${counts.get(name) === all ? '' : '?'}: ${type}`);
  return texts.length === 0 ? 'Record<never, never>' : `{ ${texts.join('; ')} }`;
}

function union(name: string, meaning: string, names: Names): readonly string[] {
  const words = sorted([...names.keys()]).map(quoted);
  return [`/** ${meaning} */`, `export type ${name} = ${words.length === 0 ? 'never' : words.join(' | ')};`, ''];
}

/** By code units, so that every machine writes the same order. */
function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

function quoted(name: string): string {
  const inner = JSON.stringify(name).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'");
  return `'${inner.replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')}'`;
}

function comment(text: string): string {
  return text.replaceAll('*/', '* /');
}
