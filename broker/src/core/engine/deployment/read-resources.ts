/** Reads the resources of a deployment: processes, decision graphs, forms and linked files, or everything that is wrong with them. Stores nothing. */
import type { DecisionGraph } from '../../dmn/decision-model.ts';
import { readDmn } from '../../dmn/read-dmn.ts';
import { readBpmn } from '../../model/bpmn-model.ts';
import type { ExecutableProcess } from '../../model/executable.ts';
import { readForm } from '../../model/form.ts';
import { problemText } from '../../model/problem.ts';
import { resourceKind } from '../../model/resource.ts';
import type { Value } from '../../protocol/value-types.ts';

/** One file of a deployment. */
export type Resource = Value<'DEPLOYMENT'>['resources'][number];

/** One process found in a resource. */
export interface FoundProcess {
  readonly resource: Resource;
  readonly process: ExecutableProcess;
}

/** One decision requirements graph: all of a resource. */
export interface FoundGraph {
  readonly resource: Resource;
  readonly graph: DecisionGraph;
}

/** One form, or one file that jobs link to: all of a resource. */
export interface FoundFile {
  readonly resource: Resource;
  readonly id: string;
  readonly versionTag: string;
}

/** What a deployment brings. With problems nothing of it may be stored. */
export interface FoundResources {
  readonly processes: readonly FoundProcess[];
  readonly graphs: readonly FoundGraph[];
  readonly forms: readonly FoundFile[];
  readonly files: readonly FoundFile[];
  readonly problems: readonly string[];
}

const decoder = new TextDecoder('utf-8');

/** Reads all resources; an id may come once only in a deployment. */
export function readResources(resources: readonly Resource[]): FoundResources {
  const processes: FoundProcess[] = [];
  const graphs: FoundGraph[] = [];
  const forms: FoundFile[] = [];
  const files: FoundFile[] = [];
  const problems: string[] = [];
  for (const resource of resources) {
    const problem = readResource(resource, { processes, graphs, forms, files });
    if (problem !== undefined) problems.push(problem);
  }
  const decisions = graphs.flatMap(({ resource, graph }) => [...graph.decisions.keys()].map((id) => ({ resource, id })));
  problems.push(
    ...repeated(
      'process',
      processes.map(({ resource, process }) => ({ resource, id: process.id })),
    ),
    ...repeated(
      'decision requirements graph',
      graphs.map(({ resource, graph }) => ({ resource, id: graph.id })),
    ),
    ...repeated('decision', decisions),
    ...repeated('form', forms),
    ...repeated('resource', files),
  );
  return { processes, graphs, forms, files, problems };
}

interface Found {
  readonly processes: FoundProcess[];
  readonly graphs: FoundGraph[];
  readonly forms: FoundFile[];
  readonly files: FoundFile[];
}

function readResource(resource: Resource, { processes, graphs, forms, files }: Found): string | undefined {
  const { resourceName } = resource;
  const kind = resourceKind(resourceName);
  if ('problem' in kind) return kind.problem;
  const text = decoder.decode(resource.resource);
  if (kind.kind === 'bpmn') {
    const model = readBpmn(text);
    if ('problems' in model) return problemText(resourceName, model.problems);
    for (const process of model.processes) processes.push({ resource, process });
    return undefined;
  }
  if (kind.kind === 'dmn') {
    const model = readDmn(text);
    if ('problems' in model) return problemText(resourceName, model.problems);
    graphs.push({ resource, graph: model.graph });
    return undefined;
  }
  const isForm = kind.kind === 'form';
  const file = readForm(text, isForm ? 'a form' : 'a resource');
  if ('problem' in file) return `'${resourceName}': ${file.problem}`;
  (isForm ? forms : files).push({ resource, ...file });
  return undefined;
}

function repeated(kind: string, found: readonly { readonly resource: Resource; readonly id: string }[]): string[] {
  const names = new Map<string, string>();
  const problems: string[] = [];
  for (const { resource, id } of found) {
    const other = names.get(id);
    if (other !== undefined)
      problems.push(`Expected each ${kind} id once, but '${id}' is in the resources '${other}' and '${resource.resourceName}'`);
    names.set(id, resource.resourceName);
  }
  return problems;
}
