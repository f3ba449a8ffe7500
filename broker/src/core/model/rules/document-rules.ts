/** Rules for the file as a whole: names, places and ids of its elements. What BPMN's schema would refuse and a reader could misread. */
import { BPMN_NAMES, CONTAINERS, DRAWING_NAMESPACES, EVENT_DEFINITIONS, EVENTS, FLOW_NODES, OPEN_CONTENT } from '../bpmn/vocabulary.ts';
import { type ModelProblem, problem } from '../problem.ts';
import { attribute, BPMN, bpmnChildren, flag, type XmlElement } from '../xml/xml-element.ts';
import { expect, FINE } from './rule.ts';

/** The root is `bpmn:definitions` with a `targetNamespace`. */
export function definitionsRule(root: XmlElement): readonly ModelProblem[] {
  if (root.name !== 'definitions' || root.namespace !== BPMN) {
    return [problem(root, `<definitions> of BPMN 2.0 as the root element`, `there is <${root.name}> of '${root.namespace}'`)];
  }
  return expect(root.attributes.has('targetNamespace'), root, `attribute 'targetNamespace' to be present`, 'it is not');
}

/** The processes to deploy. */
export function executableProcesses(root: XmlElement): readonly XmlElement[] {
  return bpmnChildren(root, 'process').filter((process) => flag(process, 'isExecutable', false));
}

/** At least one process can be run. */
export function executableRule(root: XmlElement): readonly ModelProblem[] {
  return expect(executableProcesses(root).length > 0, root, 'at least one executable process', 'there is none');
}

/** Elements are those of BPMN and stand where the engine looks for them. */
export function vocabularyRule(root: XmlElement): readonly ModelProblem[] {
  const problems: ModelProblem[] = [];
  const visit = (element: XmlElement): void => {
    for (const child of element.children) {
      if (DRAWING_NAMESPACES.has(child.namespace)) continue;
      problems.push(...placeProblems(element, child));
      if (!OPEN_CONTENT.has(child.name)) visit(child);
    }
  };
  visit(root);
  return problems;
}

function placeProblems(parent: XmlElement, child: XmlElement): readonly ModelProblem[] {
  if (child.namespace !== BPMN) {
    return [problem(child, 'an element of BPMN or one within <extensionElements>', `there is <${child.name}> of '${child.namespace}'`)];
  }
  if (!BPMN_NAMES.has(child.name)) return [problem(child, 'an element that BPMN 2.0 knows', `there is <${child.name}>`)];
  const within = placeOf(child);
  if (within === undefined || within.has(parent.name)) return FINE;
  return [problem(child, `<${child.name}> in its place`, `it is within <${parent.name}>`)];
}

const FLOW_CONTAINERS: ReadonlySet<string> = new Set([...CONTAINERS, 'choreography', 'globalChoreographyTask', 'subChoreography']);
const DEFINITIONS: ReadonlySet<string> = new Set(['definitions']);
const EVENT_DEFINITION_PLACES: ReadonlySet<string> = new Set([
  ...EVENTS,
  'implicitThrowEvent',
  'multiInstanceLoopCharacteristics',
  'complexBehaviorDefinition',
  'definitions',
]);
const ROOT_ELEMENTS: ReadonlySet<string> = new Set(['process', 'message', 'signal', 'error', 'escalation', 'collaboration']);

/** Where an element may stand; undefined where nobody minds. */
function placeOf({ name }: XmlElement): ReadonlySet<string> | undefined {
  if (FLOW_NODES.has(name) || name === 'sequenceFlow') return FLOW_CONTAINERS;
  if (EVENT_DEFINITIONS.has(name)) return EVENT_DEFINITION_PLACES;
  return ROOT_ELEMENTS.has(name) ? DEFINITIONS : undefined;
}

/** A name without colon. Namespaces in XML 1.0, production 4; letters and digits as Unicode has them. */
const NC_NAME = /^[\p{L}_][\p{L}\p{N}\p{M}._\-\u00B7]*$/u;
/** Ids longer than this are refused: they are part of every record of the element. */
export const ID_CHARACTERS_MAX = 1000;

/** Ids are unique within the file, drawings aside, and fit to be referred to. */
export function idRule(root: XmlElement): readonly ModelProblem[] {
  const problems: ModelProblem[] = [];
  const seen = new Set<string>();
  for (const element of bpmnElements(root)) {
    const id = element.attributes.get('id')?.trim();
    if (id === undefined) {
      if (needsId(element)) problems.push(problem(element, `<${element.name}> to have an id`, 'it has none'));
      continue;
    }
    if (id.length > ID_CHARACTERS_MAX) problems.push(problem(element, `an id of at most ${ID_CHARACTERS_MAX} characters`, 'it is longer'));
    else if (!NC_NAME.test(id))
      problems.push(problem(element, 'an id of letters, digits, ".", "-" and "_" that begins with a letter or "_"', `it is '${id}'`));
    if (seen.has(id)) problems.push(problem(element, 'every id once', `'${id}' is there more than once`));
    seen.add(id);
  }
  return problems;
}

/** Attributes that say yes or no; anything else would be read as no. */
const FLAGS = [
  'isExecutable',
  'triggeredByEvent',
  'isInterrupting',
  'cancelActivity',
  'isForCompensation',
  'isSequential',
  'waitForCompletion',
  'cancelRemainingInstances',
  'instantiate',
];

/** Yes or no, as XML Schema writes them. */
export function flagRule(root: XmlElement): readonly ModelProblem[] {
  return bpmnElements(root).flatMap((element) =>
    FLAGS.filter((name) => element.attributes.has(name) && !['true', 'false', '1', '0'].includes(attribute(element, name).trim())).map(
      (name) => problem(element, `attribute '${name}' to be true or false`, `it is '${attribute(element, name).slice(0, 100)}'`),
    ),
  );
}

function needsId({ name }: XmlElement): boolean {
  return FLOW_NODES.has(name) || name === 'sequenceFlow' || name === 'process';
}

/** All BPMN elements of a file with an open end to nobody's extensions: the root and what is below it. */
export function bpmnElements(root: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [root];
  for (let at = 0; at < found.length; at += 1) {
    const element = found[at];
    if (element === undefined || OPEN_CONTENT.has(element.name)) continue;
    for (const child of element.children) if (child.namespace === BPMN) found.push(child);
  }
  return found;
}

/** Elements by id, the first of equal ones. */
export function elementsById(root: XmlElement): ReadonlyMap<string, XmlElement> {
  const byId = new Map<string, XmlElement>();
  for (const element of bpmnElements(root)) {
    const id = attribute(element, 'id').trim();
    if (id !== '' && !byId.has(id)) byId.set(id, element);
  }
  return byId;
}
