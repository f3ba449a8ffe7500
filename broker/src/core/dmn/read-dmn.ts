/** From the text of a DMN file to a decision requirements graph, or to everything that is wrong with it. Pure and synchronous; hostile input gives problems, too. */
import type { ModelProblem } from '../model/problem.ts';
import { attribute, type XmlElement, ZEEBE } from '../model/xml/xml-element.ts';
import { readXml } from '../model/xml/xml-reader.ts';
import type { Decision, DecisionGraph, KnowledgeModel } from './decision-model.ts';
import { checkIds, checkRoot, checkVocabulary } from './document-check.ts';
import { child, children, requiredIds, typeRefOf } from './dmn-element.ts';
import { GRAPH_NODES_MAX } from './dmn-limits.ts';
import { LogicReader, namesWithin } from './logic-reader.ts';
import { decisionTypeOf, readInnerLogic, readParameters } from './read-logic.ts';
import { checkRequirements } from './requirement-check.ts';

/** The graph of a file; or its problems, at least one. */
export type DmnModel = { readonly graph: DecisionGraph } | { readonly problems: readonly ModelProblem[] };

/** Reads a DMN file of version 1.1 to 1.5. Drawings, annotations, knowledge sources, decision services, types and imports are passed over. */
export function readDmn(xml: string): DmnModel {
  const document = readXml(xml);
  if ('problem' in document) return { problems: [{ elementId: '', elementType: 'xml', message: document.problem }] };
  const { root } = document;
  const reader = new LogicReader(root);
  checkRoot(root, reader);
  if (reader.problems.length > 0) return { problems: reader.problems };
  checkVocabulary(root, reader);
  checkIds(root, reader);
  const graph = readGraph(root, reader);
  checkRequirements(root, graph, reader);
  return reader.problems.length > 0 ? { problems: reader.problems } : { graph };
}

function readGraph(root: XmlElement, reader: LogicReader): DecisionGraph {
  const decisions = children(root, 'decision');
  const knowledge = children(root, 'businessKnowledgeModel');
  const count = decisions.length + knowledge.length;
  if (count > GRAPH_NODES_MAX) reader.refuse(root, `at most ${GRAPH_NODES_MAX} decisions and knowledge models`, `there are ${count}`);
  const visible = visibleNames(decisions, knowledge);
  return {
    id: attribute(root, 'id'),
    name: attribute(root, 'name'),
    namespace: attribute(root, 'namespace'),
    decisions: new Map(decisions.map((element) => [attribute(element, 'id'), readDecision(element, visible, reader)])),
    knowledge: new Map(knowledge.flatMap((element) => readKnowledge(element, visible, reader)).map((model) => [model.id, model])),
  };
}

/** The name others see a node by, by its id: knowledge models by their name, decisions by that of their variable. */
function visibleNames(decisions: readonly XmlElement[], knowledge: readonly XmlElement[]): ReadonlyMap<string, string> {
  return new Map([
    ...decisions.map((element): [string, string] => [attribute(element, 'id'), variableName(element)]),
    ...knowledge.map((element): [string, string] => [attribute(element, 'id'), attribute(element, 'name')]),
  ]);
}

function variableName(element: XmlElement): string {
  return child(element, 'variable')?.attributes.get('name') ?? attribute(element, 'id');
}

function readDecision(element: XmlElement, visible: ReadonlyMap<string, string>, reader: LogicReader): Decision {
  const requiredDecisions = requiredIds(element, 'informationRequirement', 'requiredDecision');
  const requiredKnowledge = requiredIds(element, 'knowledgeRequirement', 'requiredKnowledge');
  checkVariable(element, reader);
  reader.callable = callable(element, [...requiredDecisions, ...requiredKnowledge], visible);
  if (child(element, 'functionDefinition') !== undefined) {
    reader.refuse(element, 'an expression or a table as the logic of a decision', 'it is a function definition');
  }
  return {
    id: attribute(element, 'id'),
    name: attribute(element, 'name'),
    variable: variableName(element),
    typeRef: typeRefOf(child(element, 'variable')),
    type: decisionTypeOf(element),
    versionTag: versionTagOf(element),
    logic: readInnerLogic(element, reader),
    requiredDecisions,
    requiredKnowledge,
  };
}

function callable(element: XmlElement, ids: readonly string[], visible: ReadonlyMap<string, string>): ReadonlySet<string> {
  return new Set([...namesWithin(element, 'name'), ...ids.map((id) => visible.get(id) ?? '')]);
}

function checkVariable(element: XmlElement, reader: LogicReader): void {
  const variable = child(element, 'variable');
  if (variable !== undefined && !variable.attributes.has('name')) reader.refuse(variable, `attribute 'name' to be present`, 'it is not');
}

/** One without logic is nothing that could be called. */
function readKnowledge(element: XmlElement, visible: ReadonlyMap<string, string>, reader: LogicReader): readonly KnowledgeModel[] {
  checkVariable(element, reader);
  const encapsulated = child(element, 'encapsulatedLogic');
  if (encapsulated === undefined) return [];
  const requiredKnowledge = requiredIds(element, 'knowledgeRequirement', 'requiredKnowledge');
  reader.callable = callable(element, requiredKnowledge, visible);
  return [
    {
      id: attribute(element, 'id'),
      name: attribute(element, 'name'),
      variable: variableName(element),
      typeRef: typeRefOf(child(element, 'variable')),
      type: decisionTypeOf(encapsulated),
      logic: readInnerLogic(encapsulated, reader),
      requiredKnowledge,
      parameters: readParameters(encapsulated, reader),
    },
  ];
}

function versionTagOf(element: XmlElement): string {
  const container = child(element, 'extensionElements');
  const tag = container?.children.find(({ name, namespace }) => name === 'versionTag' && namespace === ZEEBE);
  return tag === undefined ? '' : attribute(tag, 'value');
}
