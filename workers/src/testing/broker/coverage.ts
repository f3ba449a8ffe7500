// Which flow nodes and sequence flows of a process were walked: counts for people and tools, and a picture of the diagram.
import type { ExecutableElement, ExecutableProcess, SequenceFlow } from '@millrace/broker/model';
import type { BrokerModule } from './broker-module.ts';
import type { InstanceHistory } from './instance-history.ts';
import { drawDiagram } from './picture/diagram-picture.ts';
import type { DrawnElement } from './picture/drawn.ts';
import { type TestRecord, textOf } from './record.ts';

/** One flow node or sequence flow. */
export interface CoveredElement {
  readonly id: string;
  /** As records name it, such as SERVICE_TASK; SEQUENCE_FLOW for flows. */
  readonly type: string;
  readonly name: string;
  /** How often it was reached or taken. */
  readonly count: number;
}

/** The coverage of one version of a process. Plain data but for `svg`: JSON has all of it. */
export interface ProcessCoverage {
  readonly processId: string;
  readonly version: number;
  readonly name: string;
  /** Instances that were looked at. */
  readonly instances: number;
  readonly nodes: readonly CoveredElement[];
  readonly flows: readonly CoveredElement[];
  /** Ids of nodes and flows with count 0. */
  readonly missing: readonly string[];
  /** Reached nodes and taken flows over all of them, 0 to 1. */
  readonly ratio: number;
  /** The diagram as an SVG picture: what was walked is green, what was not is grey. A file without drawing gives an empty picture. */
  svg(): string;
}

/** A deployed version: where its records are, and what was deployed. */
interface Deployed {
  readonly key: string;
  readonly processId: string;
  readonly version: number;
  readonly xml: string;
}

/** The coverage of every deployed version, in the order of deployment. */
export function coverageOf(
  records: readonly TestRecord[],
  histories: readonly InstanceHistory[],
  broker: BrokerModule,
): readonly ProcessCoverage[] {
  const deployed = new Map<string, Deployed>();
  for (const record of records) {
    if (record.valueType !== 'PROCESS' || record.intent !== 'CREATED') continue;
    const key = textOf(record, 'processDefinitionKey');
    deployed.set(key, {
      key,
      processId: textOf(record, 'bpmnProcessId'),
      version: Number(record.value['version']),
      xml: Buffer.from(textOf(record, 'resource'), 'base64').toString('utf8'),
    });
  }
  return [...deployed.values()].map((one) =>
    coverProcess(
      one,
      histories.filter(({ processDefinitionKey }) => processDefinitionKey === one.key),
      broker,
    ),
  );
}

function coverProcess({ processId, version, xml }: Deployed, histories: readonly InstanceHistory[], broker: BrokerModule): ProcessCoverage {
  const model = broker.readBpmn(xml);
  const process = 'processes' in model ? model.processes.find(({ id }) => id === processId) : undefined;
  const reached = countsOf(histories.flatMap(({ elements }) => elements.filter(isWalked).map(({ elementId }) => elementId)));
  const taken = countsOf(histories.flatMap(({ flows }) => flows));
  const nodes = [...(process?.elements.values() ?? [])]
    .filter(({ type }) => type !== 'PROCESS')
    .map(({ id, type, name }) => ({ id, type, name, count: reached.get(id) ?? 0 }));
  // Brokers write no record for the flow behind an event-based gateway; its event has no other way in.
  const countOf = ({ id, source, target }: SequenceFlow) =>
    (source.type === 'EVENT_BASED_GATEWAY' ? reached.get(target.id) : taken.get(id)) ?? 0;
  const flows = [...(process?.flows.values() ?? [])].map((flow) => ({
    id: flow.id,
    type: 'SEQUENCE_FLOW',
    name: '',
    count: countOf(flow),
  }));
  const all = [...nodes, ...flows];
  const missing = all.filter(({ count }) => count === 0).map(({ id }) => id);
  return {
    processId,
    version,
    name: process?.name ?? '',
    instances: histories.length,
    nodes,
    flows,
    missing,
    ratio: all.length === 0 ? 1 : (all.length - missing.length) / all.length,
    svg: () =>
      drawDiagram(
        broker.readDiagram(xml),
        all.map((one) => drawnElement(one, process)),
      ),
  };
}

function drawnElement(covered: CoveredElement, process: ExecutableProcess | undefined): DrawnElement {
  const element = process?.elements.get(covered.id);
  const flow = process?.flows.get(covered.id);
  if (flow) return { ...covered, isDefault: flow.source.defaultFlow?.id === flow.id };
  if (!element) return covered;
  const { eventType, forCompensation, loop } = element;
  return {
    ...covered,
    eventType,
    forCompensation,
    interrupting: !letsGoOn(element),
    loop: loop && (loop.sequential ? 'sequential' : 'parallel'),
  };
}

/** Whether an event is of a kind that may interrupt, and does not. */
function letsGoOn({ type, scope, interrupting }: ExecutableElement): boolean {
  const mayInterrupt = type === 'BOUNDARY_EVENT' || (type === 'START_EVENT' && scope?.type === 'EVENT_SUB_PROCESS');
  return mayInterrupt && !interrupting;
}

/** A loop's body stands beside its inner instances under the same id: it is no further visit. */
function isWalked({ type }: { readonly type: string }): boolean {
  return type !== 'PROCESS' && type !== 'MULTI_INSTANCE_BODY';
}

function countsOf(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}
