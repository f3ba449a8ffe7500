/** Rules for requirements: they lead to decisions and knowledge models of the file, without circles and not endlessly deep. */
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';
import type { DecisionGraph } from './decision-model.ts';
import { children, requiredIds } from './dmn-element.ts';
import { GRAPH_DEPTH_MAX } from './dmn-limits.ts';
import type { LogicReader } from './logic-reader.ts';

type Requirements = ReadonlyMap<string, readonly string[]>;

/** Checks the requirements of all decisions and knowledge models. */
export function checkRequirements(root: XmlElement, { decisions, knowledge }: DecisionGraph, reader: LogicReader): void {
  const models = children(root, 'businessKnowledgeModel');
  const modelIds = new Set(models.map((element) => attribute(element, 'id')));
  for (const element of children(root, 'decision')) {
    const required = requiredIds(element, 'informationRequirement', 'requiredDecision');
    checkTargets(element, 'decision', required, (id) => decisions.has(id), reader);
  }
  for (const element of [...children(root, 'decision'), ...models]) {
    const required = requiredIds(element, 'knowledgeRequirement', 'requiredKnowledge');
    checkTargets(element, 'business knowledge model', required, (id) => modelIds.has(id), reader);
  }
  checkShape(root, 'decisions', new Map([...decisions].map(([id, { requiredDecisions }]) => [id, requiredDecisions])), reader);
  checkShape(
    root,
    'business knowledge models',
    new Map([...knowledge].map(([id, { requiredKnowledge }]) => [id, requiredKnowledge])),
    reader,
  );
}

function checkTargets(
  element: XmlElement,
  kind: string,
  required: readonly string[],
  isThere: (id: string) => boolean,
  reader: LogicReader,
): void {
  for (const id of required) {
    if (!isThere(id)) reader.refuse(element, `the required ${kind} to be in the file`, `there is none with id '${id.slice(0, 200)}'`);
  }
}

/** Takes away, again and again, what requires nothing that is left: circles stay, and the rounds are the depth. */
function checkShape(root: XmlElement, kind: string, requirements: Requirements, reader: LogicReader): void {
  const depths = new Map<string, number>();
  const waiting = dependents(requirements);
  const open = new Map([...requirements].map(([id, required]) => [id, required.filter((one) => requirements.has(one)).length]));
  const ready = [...open].filter(([, count]) => count === 0).map(([id]) => id);
  for (const id of ready) {
    const depth = 1 + Math.max(0, ...(requirements.get(id) ?? []).map((required) => depths.get(required) ?? 0));
    depths.set(id, depth);
    for (const next of waiting.get(id) ?? []) {
      const count = (open.get(next) ?? 0) - 1;
      open.set(next, count);
      if (count === 0) ready.push(next);
    }
  }
  const inCircle = [...requirements.keys()].find((id) => !depths.has(id));
  if (inCircle !== undefined)
    reader.refuse(root, `${kind} to require each other without a circle`, `'${inCircle}' is in one or requires one`);
  if ([...depths.values()].some((depth) => depth > GRAPH_DEPTH_MAX)) {
    reader.refuse(root, `${kind} to require each other at most ${GRAPH_DEPTH_MAX} levels deep`, 'there are more');
  }
}

/** Who requires a node, once for each requirement. */
function dependents(requirements: Requirements): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [id, required] of requirements) {
    for (const one of required) {
      const known = found.get(one);
      if (known === undefined) found.set(one, [id]);
      else known.push(id);
    }
  }
  return found;
}
