// The compatibility page: facts from the tables the broker runs by, remarks by hand. `node scripts/compatibility.mjs` writes it, the house compares.
import { readFileSync } from 'node:fs';
import type { Aggregator, HitPolicy } from '../../../broker/src/core/dmn/decision-model.ts';
import { processorOf } from '../../../broker/src/core/engine/commands/index.ts';
import { behaviorOf } from '../../../broker/src/core/engine/elements/index.ts';
import { builtinNames } from '../../../broker/src/core/feel/builtins/registry.ts';
import { EVENT_DEFINITIONS, UNSUPPORTED_FLOW_NODES } from '../../../broker/src/core/model/bpmn/vocabulary.ts';
import type { ElementType } from '../../../broker/src/core/protocol/values/process-instance.ts';
import { type ValueTypeName, valueTypes } from '../../../broker/src/core/protocol/value-types.ts';
import { rpcs } from '../../../broker/src/shell/gateway/rpc/rpcs.ts';
import { differenceGroups } from './differences.ts';
import { acceptedPlaces, eventPlaces } from './event-places.ts';
import { elementFiles, elementRemarks, extensionRemarks, idleEvents, type Remark, rpcRemarks } from './remarks.ts';

const readJson = (path: string) =>
  JSON.parse(readFileSync(new URL(`../../conformance/${path}`, import.meta.url), 'utf8')) as Readonly<Record<string, string>>;
const lackingThere = 'a newer built-in function that the reference lacks';
/** The files of our own services. */
const ownServices = ['job_stream', 'commands', 'records', 'admin'];

type Row = readonly string[];

function table(head: Row, rows: readonly Row[]): string {
  const line = (cells: Row) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}

const spoken = (name: string): string => name.toLowerCase().replaceAll('_', ' ');
const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

/** A command the engine has no part for shares the processor of a command that does not exist. */
function isProcessed(command: string | undefined): boolean {
  const [valueType, intent] = (command ?? '').split(' ');
  if (valueType === undefined || intent === undefined) return true;
  return processorOf(valueType as ValueTypeName, intent) !== processorOf('JOB', 'NO_SUCH_INTENT');
}

function rpcTable(): string {
  const rows = Object.entries<Remark>(rpcRemarks).map(([method, { since, command, remark }]) => {
    const state = method in rpcs && isProcessed(command) ? 'works' : 'UNIMPLEMENTED';
    return [`\`${pascal(method)}\``, state, since, remark];
  });
  return table(['RPC', 'State', 'Since', 'Remarks'], rows);
}

function ownTable(): string {
  const rows = ownServices.flatMap((file) => {
    const text = readFileSync(new URL(`../../../proto/millrace/v1/${file}.proto`, import.meta.url), 'utf8');
    const service = /^service (\w+)/m.exec(text)?.[1] ?? file;
    return [...text.matchAll(/^\s*rpc (\w+)\((stream )?\w+\) returns \((stream )?/gm)].map(([, name, streamIn, streamOut]) => [
      `\`${service}.${name}\``,
      streamIn === undefined ? (streamOut === undefined ? 'one answer' : 'a stream of answers') : 'streams both ways',
    ]);
  });
  return table(['RPC', 'Form'], rows);
}

function elementTable(): string {
  const missing = behaviorOf('UNSPECIFIED');
  const rows = Object.entries(elementRemarks).map(([name, { since, remark }]) => {
    const type = name as ElementType;
    const works = type === 'SEQUENCE_FLOW' || behaviorOf(type) !== missing;
    const file = elementFiles[type];
    return [file === undefined ? spoken(type) : `${file} (${spoken(type)})`, works ? 'works' : 'refused', since, remark];
  });
  const refused = [...UNSUPPORTED_FLOW_NODES].map((name) => [`\`${name}\``, 'refused', '-', '']);
  const ignored = ['data objects and stores, lanes, pools, annotations', 'ignored', '-', 'as everywhere'];
  return table(['Element', 'State', 'Since', 'Remarks'], [...rows, ...refused, ignored]);
}

function eventTable(): string {
  const rows = [...acceptedPlaces()].map(([definition, accepted]) => {
    const kind = definition.replace('EventDefinition', '');
    const cells = eventPlaces.map((place) => (accepted.has(place) ? (idleEvents.has(`${kind} ${place}`) ? 'passes' : 'works') : '-'));
    return [kind === 'conditional' ? `${kind} (8.9)` : kind, ...cells];
  });
  if (rows.length !== EVENT_DEFINITIONS.size + 1) throw new Error('Expected a row for each kind of event, but some are missing');
  return table(['Event', ...eventPlaces], rows);
}

function extensionTable(): string {
  const rows = Object.entries(extensionRemarks).map(([name, { since, remark }]) => [`\`zeebe:${name}\``, since, remark]);
  return table(['Extension', 'Since', 'Where'], rows);
}

function valueTypeTable(): string {
  const rows = Object.entries(valueTypes).map(([name, { number, intents }]) => [
    `\`${name}\``,
    String(number),
    Object.keys(intents).map(spoken).join(', '),
  ]);
  return table(['Value type', 'Number', 'Intents'], rows);
}

function functionLists(known: Readonly<Record<string, string>>): string {
  const newer = builtinNames().filter((name) =>
    Object.entries(known).some(([text, reason]) => reason === lackingThere && text.startsWith(`${name}(`)),
  );
  const listed = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(', ');
  const common = builtinNames().filter((name) => !newer.includes(name));
  return `In the reference, too (${common.length}): ${listed(common)}.\n\nNewer than the reference (${newer.length}): ${listed(newer)}.`;
}

/** How many expressions are compared, and how those that differ do so. */
function comparedText(known: Readonly<Record<string, string>>): string {
  const { rows } = readJson('feel/expressions.json') as unknown as {
    readonly rows: readonly { readonly of: string; readonly is?: string }[];
  };
  const theirs = new Map(rows.map(({ of, is }) => [of, is]));
  const names = Object.keys(known);
  const refused = names.filter((of) => theirs.get(of) === undefined).length;
  const empty = names.filter((of) => theirs.get(of) === 'null').length;
  return `${rows.length} expressions are compared with recorded results of the reference. ${names.length} differ, each [named below](#seen-in-expressions): ${refused} that it refuses, ${empty} that it
answers with null, and ${names.length - refused - empty} with another value.`;
}

const hitPolicies: readonly HitPolicy[] = ['UNIQUE', 'ANY', 'FIRST', 'PRIORITY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT'];
const aggregators: readonly Aggregator[] = ['SUM', 'MIN', 'MAX', 'COUNT'];

/** Differences by their reason: one row each, with what shows them. */
function reasonTable(known: Readonly<Record<string, string>>, shownBy: string): string {
  const reasons = [...new Set(Object.values(known))].filter((reason) => reason !== lackingThere);
  const rows = reasons.map((reason) => {
    const shown = Object.keys(known).filter((text) => known[text] === reason);
    return [reason, shown.map((text) => `\`${text}\``).join('<br>')];
  });
  return table(['Difference', shownBy], rows);
}

/** The whole page. */
export function compatibilityPage(): string {
  const feel = readJson('feel/known-differences.json');
  const groups = differenceGroups.map(({ title, rows }) => `### ${title}\n\n${table(['The reference', 'Millrace'], rows)}`);
  return `# Compatibility

Generated by \`node scripts/compatibility.mjs\` from the tables the broker runs by; \`test/house\` fails when this page says something else.
The reference is Zeebe 8.6.0, watched from outside; "since" is the version of it that has a thing first, 8.2 standing for "8.2 or before".

## Gateway: service \`gateway_protocol.Gateway\`, level 8.9, floor 8.6

${rpcTable()}

Also: \`grpc.health.v1\`, server reflection, gzip requests, empty \`authorization\` metadata, keepalive from 30 s.

## Our own services: package \`millrace.v1\`

What the reference offers over HTTP only, and what it does not offer at all.

${ownTable()}

## BPMN elements

"Refused" means at deployment, with the element's id.

${elementTable()}

### Events

"Passes" means: accepted as in the reference, and nothing happens there.

${eventTable()}

### Extensions

Namespace \`http://camunda.org/schema/zeebe/1.0\`; others are passed over.

${extensionTable()}

## FEEL

The whole grammar: decimal arithmetic of 34 digits, three-valued logic, paths, filters, \`for\`, \`some\`, \`every\`, \`if\`, functions, ranges, temporal values.
Beyond the reference: types with what is in them (\`list<number>\`, \`context<a: string>\`, \`function<number>->number\`, \`range<date>\`) behind \`instance of\` and at
parameters, open ranges as values (\`(< 10)\`), calls of what an expression gives, and in DMN files names of several words without backticks and types by name.

${functionLists(feel)}

${comparedText(feel)}

## DMN

Decision tables, literal expressions, contexts, lists, relations, invocations; functions, required decisions and knowledge models; of DMN 1.4 the boxed
conditional, filter and iterations. Hit policies: ${hitPolicies.join(', ')}. Aggregations: ${aggregators.join(', ')}.

The compatibility kit of DMN (read from its repository, not kept here): level 2 126 of 126 (the reference 120), level 3 2,994 of 3,357 (the reference 1,167), and all
that the reference passes. What is missing: 116 results (67 where both give the same other answer, 49 in files that the reference refuses), and files that ours refuses, with
exponents of number literals (114 results; the reference has none either), decisions or files without an id (59), decision services, Java functions and imports (65), names
with signs in them (9).

## Differences on purpose

${groups.join('\n\n')}

### Seen in scenarios

The [scenarios](../test/conformance/README.md) run against recorded traces of the reference; these differ.

${reasonTable(readJson('known-differences.json'), 'Scenarios')}

### Seen in expressions

${reasonTable(feel, 'Expressions')}

## Records

The names and numbers of the log and of the record stream. Numbers are the reference's where it has the type.

${valueTypeTable()}

## Clients seen working

| Client | Ways |
|---|---|
| \`@camunda8/sdk\` 8.8 (gRPC) | poll and stream |
| \`zeebe-node\` 8.3 | poll, with its gRPC library brought up to date |
| \`zbctl\` 8.4 | commands and worker |
`;
}
