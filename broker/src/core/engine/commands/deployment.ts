/** Processors of DEPLOYMENT: decided on the deployment partition, where all resources are read before any is stored; the others store what was decided. */
import { isLatestVersion, latestVersion } from '../deployment/file-version.ts';
import { newForm, storeForm } from '../deployment/store-forms.ts';
import { type FoundResources, readResources } from '../deployment/read-resources.ts';
import { isSameGraph, newGraph, sameGraph, storeDecision, storeGraph } from '../deployment/store-decisions.ts';
import { newResource, storeResource } from '../deployment/store-resources.ts';
import { isSameProcess, newProcess, sameProcess, storeProcess } from '../deployment/store-processes.ts';
import { digest } from '../digest.ts';
import { acknowledge, distribute, isProcessedDistribution } from '../lifecycle/distribution.ts';
import { startProblem } from '../lifecycle/start-subscriptions.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

type Command = RecordOf<'DEPLOYMENT'>;
type Deployment = Value<'DEPLOYMENT'>;

/** The processors. */
export const deploymentCommands: Processors<'DEPLOYMENT'> = { CREATE: deploy, DISTRIBUTE: storeDistributed };

function deploy(p: Processing, command: Command): Rejection | undefined {
  const { resources, tenantId } = command.value;
  if (resources.length === 0) return rejection('INVALID_ARGUMENT', 'Expected to deploy at least one resource, but none given');
  const found = readResources(resources);
  const problems = [...found.problems, ...startProblems(p, found)];
  if (problems.length > 0) {
    return rejection('INVALID_ARGUMENT', `Expected to deploy new resources, but encountered the following errors:\n${problems.join('\n')}`);
  }
  const deploymentKey = p.nextKey();
  const isNew = hasNews(p, found, tenantId);
  const stored = isNew ? storeNew(p, found, tenantId, deploymentKey) : findSame(p, found, tenantId);
  const value = { ...command.value, ...stored, deploymentKey };
  p.answer(p.emit('DEPLOYMENT', 'CREATED', deploymentKey, isNew ? value : { ...value, resources: [] }));
  if (isNew) distribute(p, 'DEPLOYMENT', 'DISTRIBUTE', deploymentKey, value);
  return undefined;
}

function startProblems(p: Processing, { processes }: FoundResources): string[] {
  return processes.flatMap(({ resource, process }) => {
    const refused = startProblem(p, process);
    return refused === undefined ? [] : [`'${resource.resourceName}': ${refused.message}`];
  });
}

type Stored = Pick<
  Deployment,
  'processesMetadata' | 'decisionsMetadata' | 'decisionRequirementsMetadata' | 'formMetadata' | 'resourceMetadata'
>;

/** If any resource of a deployment is new, all are: a deployment is one thing. */
function hasNews(p: Processing, { processes, graphs, forms, files }: FoundResources, tenantId: string): boolean {
  return (
    processes.some((found) => !isSameProcess(p, found, tenantId)) ||
    graphs.some((found) => !isSameGraph(p, found, tenantId)) ||
    forms.some((found) => !isLatestVersion(p.state.forms, found, tenantId)) ||
    files.some((found) => !isLatestVersion(p.state.resources, found, tenantId))
  );
}

function storeNew(p: Processing, { processes, graphs, forms, files }: FoundResources, tenantId: string, deploymentKey: number): Stored {
  const decided = graphs.map((found) => newGraph(p, found, tenantId, deploymentKey));
  const formMetadata = forms.map((found) => newForm(p, found, tenantId, deploymentKey));
  const resourceMetadata = files.map((found) => newResource(p, found, tenantId, deploymentKey));
  return {
    processesMetadata: processes.map((found) => newProcess(p, found, tenantId, deploymentKey)),
    decisionsMetadata: decided.flatMap(({ decisions }) => [...decisions]),
    decisionRequirementsMetadata: decided.map(({ graph }) => graph),
    formMetadata,
    resourceMetadata,
  };
}

function findSame(p: Processing, { processes, graphs, forms, files }: FoundResources, tenantId: string): Stored {
  const known = graphs.map((found) => sameGraph(p, found, tenantId));
  return {
    processesMetadata: processes.map((found) => sameProcess(p, found, tenantId)),
    decisionsMetadata: known.flatMap(({ decisions }) => [...decisions]),
    decisionRequirementsMetadata: known.map(({ graph }) => graph),
    formMetadata: forms.map((found) => latestVersion(p.state.forms, found, tenantId)),
    resourceMetadata: files.map((found) => latestVersion(p.state.resources, found, tenantId)),
  };
}

/** Stores what the deployment partition decided, under its keys; a repeat is only acknowledged again. */
function storeDistributed(p: Processing, command: Command): Rejection | undefined {
  if (!isProcessedDistribution(p, command.key)) {
    storeAll(p, command.value);
    p.emit('DEPLOYMENT', 'DISTRIBUTED', command.key, { ...command.value, resources: [] });
  }
  acknowledge(p, command.key);
  return undefined;
}

function storeAll(p: Processing, value: Deployment): void {
  // Not by name: two files of one deployment may have the same.
  const byDigest = new Map(value.resources.map(({ resource }) => [digest(resource), resource]));
  const bytesOf = (checksum: string): Uint8Array => byDigest.get(checksum) ?? new Uint8Array(0);
  for (const graph of value.decisionRequirementsMetadata) storeGraph(p, graph, value.deploymentKey, bytesOf(graph.checksum));
  for (const decision of value.decisionsMetadata) storeDecision(p, decision);
  for (const form of value.formMetadata) storeForm(p, form, bytesOf(form.checksum));
  for (const file of value.resourceMetadata) storeResource(p, file, bytesOf(file.checksum));
  for (const process of value.processesMetadata) storeProcess(p, process, bytesOf(process.checksum));
}
