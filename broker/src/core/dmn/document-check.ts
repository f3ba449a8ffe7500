/** Rules for a DMN file as a whole: its root, the names of its elements, their ids. What DMN's schema would refuse and a reader could misread. */
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';
import { DMN_NAMESPACES } from './dmn-element.ts';
import type { LogicReader } from './logic-reader.ts';

/** The elements of DMN 1.1 to 1.5 outside of drawings and extensions. */
const names: ReadonlySet<string> = new Set(
  `allowedAnswers allowedValue allowedValues annotation annotationEntry artifact association authorityRequirement binding businessContextElement
  businessKnowledgeModel calledFunction column conditional context contextEntry decision decisionMade decisionMaker decisionOwned decisionOwner decisionService
  decisionTable defaultOutputEntry definitions description drgElement elementCollection else encapsulatedDecision encapsulatedLogic every expression
  extensionElements filter for formalParameter functionDefinition functionItem group if impactedPerformanceIndicator impactingDecision import importedElement
  importedValues in informationRequirement input inputData inputDecision inputEntry inputExpression inputValues invocable invocation itemComponent
  itemDefinition knowledgeRequirement knowledgeSource list literalExpression locationURI match organizationUnit outputDecision output outputEntry outputValues
  owner parameter parameters performanceIndicator question relation requiredAuthority requiredDecision requiredInput requiredKnowledge return row rule
  satisfies some sourceRef supportedObjective targetRef text textAnnotation then type typeConstraint typeRef usingProcess usingTask variable`.split(
    /\s+/,
  ),
);

/** Elements that must be known to others by an id and a name. */
const named: ReadonlySet<string> = new Set(['definitions', 'decision', 'businessKnowledgeModel']);

/** Content that belongs to others. */
const openContent: ReadonlySet<string> = new Set(['extensionElements', 'DMNDI']);

/** The root is `definitions` of a known version. */
export function checkRoot(root: XmlElement, reader: LogicReader): void {
  if (root.name !== 'definitions' || !DMN_NAMESPACES.has(root.namespace)) {
    reader.refuse(
      root,
      '<definitions> of DMN 1.1 to 1.5 as the root element',
      `there is <${root.name}> of '${root.namespace.slice(0, 200)}'`,
    );
  }
  if (!root.attributes.has('namespace')) reader.refuse(root, `attribute 'namespace' to be present`, 'it is not');
}

/** Elements of DMN's namespace are elements of DMN. */
export function checkVocabulary(root: XmlElement, reader: LogicReader): void {
  const visit = (element: XmlElement): void => {
    for (const one of element.children) {
      if (one.namespace !== root.namespace || openContent.has(one.name)) continue;
      if (!names.has(one.name)) reader.refuse(one, 'an element that DMN knows', `there is <${one.name}>`);
      visit(one);
    }
  };
  visit(root);
}

/** A name without colon. Namespaces in XML 1.0, production 4; letters and digits as Unicode has them. */
const ncName = /^[\p{L}_][\p{L}\p{N}\p{M}._\-\u00B7]*$/u;

/** Longer ids are refused: they are part of every record. */
const idCharactersMax = 1_000;

/** Ids are unique within the file, drawings aside, and fit to be referred to; what others refer to has an id and a name. */
export function checkIds(root: XmlElement, reader: LogicReader): void {
  const seen = new Set<string>();
  const visit = (element: XmlElement): void => {
    if (element.namespace !== root.namespace || openContent.has(element.name)) return;
    checkId(element, seen, reader);
    for (const one of element.children) visit(one);
  };
  visit(root);
}

function checkId(element: XmlElement, seen: Set<string>, reader: LogicReader): void {
  const id = element.attributes.get('id');
  if (named.has(element.name)) {
    if (id === undefined) reader.refuse(element, `attribute 'id' to be present`, 'it is not');
    if (attribute(element, 'name').trim() === '') reader.refuse(element, `attribute 'name' to be present and not empty`, 'it is not');
  }
  if (id === undefined) return;
  if (id.length > idCharactersMax) reader.refuse(element, `an id of at most ${idCharactersMax} characters`, `it has ${id.length}`);
  else if (!ncName.test(id)) reader.refuse(element, 'an id that is a name without blanks and colons', `it is '${id}'`);
  else if (seen.has(id)) reader.refuse(element, 'an id to be unique', `there are several elements with id '${id}'`);
  seen.add(id);
}
