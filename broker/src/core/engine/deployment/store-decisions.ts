/** Stores decision graphs with their decisions: new versions of all of them, or the latest ones if nothing has changed. */
import type { Value } from '../../protocol/value-types.ts';
import { digest } from '../digest.ts';
import type { Processing } from '../processing.ts';
import type { FoundGraph } from './read-resources.ts';

type GraphMetadata = Value<'DEPLOYMENT'>['decisionRequirementsMetadata'][number];
type DecisionMetadata = Value<'DEPLOYMENT'>['decisionsMetadata'][number];

/** What the answer says of a graph and its decisions. */
export interface DecisionsMetadata {
  readonly graph: GraphMetadata;
  readonly decisions: readonly DecisionMetadata[];
}

/** Whether a graph is the latest version of its id, in a file of the same name with the same bytes, and still holds the latest of its decisions. */
export function isSameGraph(p: Processing, { resource, graph }: FoundGraph, tenantId: string): boolean {
  const { requirementsVersions, versions } = p.state.decisions;
  const latest = requirementsVersions.latest(tenantId, graph.id)?.value;
  if (latest === undefined || latest.resourceName !== resource.resourceName || latest.checksum !== digest(resource.resource)) return false;
  return [...graph.decisions.keys()].every(
    (id) => versions.latest(tenantId, id)?.value.decisionRequirementsKey === latest.decisionRequirementsKey,
  );
}

/** The latest version as the answer shows it. */
export function sameGraph(p: Processing, { graph }: FoundGraph, tenantId: string): DecisionsMetadata {
  const row = p.state.decisions.requirementsVersions.latest(tenantId, graph.id);
  if (row === undefined) throw new Error(`Expected a version of decision requirements graph ${graph.id}, but there is none`);
  const { resource: _, deploymentKey: __, ...metadata } = row.value;
  const decisions = p.state.decisions.ofRequirements(metadata.decisionRequirementsKey).flatMap((key) => {
    const decision = p.state.decisions.get(key);
    return decision === undefined ? [] : [{ ...decision.value, isDuplicate: true }];
  });
  return { graph: { ...metadata, isDuplicate: true }, decisions };
}

/** DECISION_REQUIREMENTS CREATED and DECISION CREATED for each decision. */
export function newGraph(p: Processing, { resource, graph }: FoundGraph, tenantId: string, deploymentKey: number): DecisionsMetadata {
  const { requirementsVersions, versions } = p.state.decisions;
  const metadata: GraphMetadata = {
    decisionRequirementsId: graph.id,
    decisionRequirementsName: graph.name,
    decisionRequirementsVersion: (requirementsVersions.latest(tenantId, graph.id)?.value.decisionRequirementsVersion ?? 0) + 1,
    decisionRequirementsKey: p.nextKey(),
    namespace: graph.namespace,
    resourceName: resource.resourceName,
    checksum: digest(resource.resource),
    isDuplicate: false,
    tenantId,
  };
  const decisions = [...graph.decisions.values()].map((decision) => ({
    decisionId: decision.id,
    decisionName: decision.name,
    version: (versions.latest(tenantId, decision.id)?.value.version ?? 0) + 1,
    decisionKey: p.nextKey(),
    decisionRequirementsId: graph.id,
    decisionRequirementsKey: metadata.decisionRequirementsKey,
    isDuplicate: false,
    tenantId,
    deploymentKey,
    versionTag: decision.versionTag,
  }));
  storeGraph(p, metadata, deploymentKey, resource.resource);
  for (const decision of decisions) storeDecision(p, decision);
  return { graph: metadata, decisions };
}

/** Stores a graph that was decided, here or on the deployment partition. */
export function storeGraph(p: Processing, { isDuplicate: _, ...value }: GraphMetadata, deploymentKey: number, bytes: Uint8Array): void {
  p.emit('DECISION_REQUIREMENTS', 'CREATED', value.decisionRequirementsKey, { ...value, deploymentKey, resource: bytes });
}

/** Stores a decision that was decided. */
export function storeDecision(p: Processing, { isDuplicate: _, ...value }: DecisionMetadata): void {
  p.emit('DECISION', 'CREATED', value.decisionKey, value);
}
