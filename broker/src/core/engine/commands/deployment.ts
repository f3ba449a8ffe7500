/** Processor of DEPLOYMENT CREATE: all resources are read before any is stored; one problem refuses all. */
import { readBpmn } from '../../model/bpmn-model.ts';
import type { ExecutableProcess } from '../../model/executable.ts';
import { problemText } from '../../model/problem.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { digest } from '../digest.ts';
import { renewStartSubscriptions, startProblem } from '../lifecycle/start-subscriptions.ts';
import { isFailure } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from '../registry.ts';

type Command = RecordOf<'DEPLOYMENT'>;
type Resource = Command['value']['resources'][number];
type ProcessMetadata = Value<'DEPLOYMENT'>['processesMetadata'][number];

const decoder = new TextDecoder('utf-8');

/** The processors. */
export const deploymentCommands: Processors<'DEPLOYMENT'> = { CREATE: deploy, DISTRIBUTE: () => undefined };

/** One process found in a resource. */
interface FoundProcess {
  readonly resource: Resource;
  readonly process: ExecutableProcess;
}

function deploy(p: Processing, command: Command): Rejection | undefined {
  const { resources, tenantId } = command.value;
  if (resources.length === 0) return rejection('INVALID_ARGUMENT', 'Expected to deploy at least one resource, but none given');
  const found: FoundProcess[] = [];
  const problems: string[] = [];
  for (const resource of resources) {
    const problem = readResource(resource, found);
    if (problem !== undefined) problems.push(problem);
  }
  for (const { resource, process } of found) {
    const refused = startProblem(p, process);
    if (refused !== undefined) problems.push(`'${resource.resourceName}': ${refused.message}`);
  }
  problems.push(...repeatedIds(found));
  if (problems.length > 0) {
    return rejection('INVALID_ARGUMENT', `Expected to deploy new resources, but encountered the following errors:\n${problems.join('\n')}`);
  }
  const deploymentKey = p.nextKey();
  const processesMetadata = processesOf(p, found, tenantId, deploymentKey);
  const event = p.emit('DEPLOYMENT', 'CREATED', deploymentKey, { ...command.value, processesMetadata, deploymentKey });
  p.answer(event);
  return undefined;
}

function readResource(resource: Resource, found: FoundProcess[]): string | undefined {
  const { resourceName } = resource;
  if (!resourceName.endsWith('.bpmn') && !resourceName.endsWith('.xml'))
    return `'${resourceName}': Expected a resource of a known type (.bpmn, .xml, .dmn, .form), but the name has another ending`;
  const model = readBpmn(decoder.decode(resource.resource));
  if ('problems' in model) return problemText(resourceName, model.problems);
  for (const process of model.processes) found.push({ resource, process });
  return undefined;
}

function repeatedIds(found: readonly FoundProcess[]): string[] {
  const names = new Map<string, string>();
  const problems: string[] = [];
  for (const { resource, process } of found) {
    const other = names.get(process.id);
    if (other !== undefined) problems.push(`Duplicated process id in resources '${other}' and '${resource.resourceName}'`);
    names.set(process.id, resource.resourceName);
  }
  return problems;
}

/** If any process of a deployment is new, all are: a deployment is one thing. */
function processesOf(p: Processing, found: readonly FoundProcess[], tenantId: string, deploymentKey: number): ProcessMetadata[] {
  const isNew = found.some(({ resource, process }) => !isDuplicate(p, resource, process.id, tenantId));
  return found.map(({ resource, process }) =>
    isNew ? newVersion(p, resource, process, tenantId, deploymentKey) : sameVersion(p, process.id, tenantId),
  );
}

function isDuplicate(p: Processing, resource: Resource, processId: string, tenantId: string): boolean {
  const latest = p.state.definitions.latest(tenantId, processId);
  return latest !== undefined && latest.value.resourceName === resource.resourceName && latest.value.checksum === digest(resource.resource);
}

function newVersion(
  p: Processing,
  resource: Resource,
  process: ExecutableProcess,
  tenantId: string,
  deploymentKey: number,
): ProcessMetadata {
  const key = p.nextKey();
  const metadata = {
    bpmnProcessId: process.id,
    version: p.state.definitions.nextVersion(tenantId, process.id),
    processDefinitionKey: key,
    resourceName: resource.resourceName,
    checksum: digest(resource.resource),
    tenantId,
    deploymentKey,
    versionTag: process.versionTag,
  };
  const before = p.state.definitions.latest(tenantId, process.id);
  p.emit('PROCESS', 'CREATED', key, { ...metadata, resource: resource.resource });
  const refused = renewStartSubscriptions(p, before?.value.processDefinitionKey, key);
  if (isFailure(refused)) throw new Error(refused.message);
  return { ...metadata, isDuplicate: false };
}

function sameVersion(p: Processing, processId: string, tenantId: string): ProcessMetadata {
  const row = p.state.definitions.latest(tenantId, processId);
  if (row === undefined) throw new Error(`Expected a version of process ${processId}, but there is none`);
  const { resource: _, ...metadata } = row.value;
  return { ...metadata, isDuplicate: true };
}
