/** The multi-instance body: one inner instance for each item of a list, all at once or one after another. BPMN 2.0.2 section 13.3.7. */
import { fromJson, toJson } from '../../feel/json.ts';
import { type FeelValue, isList } from '../../feel/value.ts';
import type { MultiInstance } from '../../model/executable.ts';
import { documentOf } from '../../protocol/document.ts';
import { booleanOf, evaluate, listOf, scopeOf } from '../expressions.ts';
import { activateLater } from '../lifecycle/start-instructions.ts';
import { closeSubscriptions } from '../lifecycle/subscriptions.ts';
import { terminateLater } from '../lifecycle/termination.ts';
import { mergeVariables, setCollection, setVariable } from '../lifecycle/variables.ts';
import { type Failure, failure, isFailure, type Visit } from '../lifecycle/visit.ts';
import type { ElementBehavior } from './behavior.ts';

/** Children of a parallel loop made in one go; the rest follows in further commands. */
const CHILDREN_BATCH_MAX = 50;

/** How often the output collection of a parallel loop is written at most while its children complete, and the children up to which each writes it. */
const OUTPUT_WRITES_MAX = 100;

/** The list as it was when the body was activated. */
interface LoopPlan {
  readonly size: number;
}

/** The behaviour. */
export const multiInstanceBody: ElementBehavior<LoopPlan> = {
  mappings: 'none',
  subscribes: 'boundary',
  prepare(visit) {
    const items = itemsOf(visit);
    return isFailure(items) ? items : { size: items.length };
  },
  loopSize: (plan) => plan.size,
  activated(visit, plan) {
    const { outputCollection } = loopOf(visit);
    const empty = `[${Array.from({ length: plan.size }, () => 'null').join(',')}]`;
    if (outputCollection !== '') setVariable(visit.p, visit.instance, visit.key, outputCollection, empty);
    if (plan.size === 0) return 'complete';
    if (loopOf(visit).sequential) activateLater(visit.p, visit.instance, visit.element);
    else enterLater(visit);
    return 'wait';
  },
  admits: hasMore,
  childEntering: enterVariables,
  childMapped: collectOutput,
  childFinishing: evaluateCondition,
  childEnded(visit, child) {
    const { sequential } = loopOf(visit);
    if (child.endsLoop) terminateLater(visit);
    else if (sequential && visit.instance.state === 'ACTIVATED' && hasMore(visit)) activateLater(visit.p, visit.instance, visit.element);
    return undefined;
  },
  isDone: (visit) => visit.p.state.elements.childCount(visit.key) === 0 && !hasMore(visit),
  completing(visit) {
    const { p, instance } = visit;
    const { outputCollection } = loopOf(visit);
    closeSubscriptions(p, visit.key);
    const outputs = waitingOutputs(visit);
    const refused = outputs.length === 0 ? undefined : writeOutputs(visit, outputs);
    if (refused !== undefined) return refused;
    const row = p.state.variables.get(visit.key, outputCollection);
    if (row !== undefined) mergeVariables(p, instance, instance.flowScopeKey, documentOf([[outputCollection, row.value]]));
    return undefined;
  },
};

function loopOf(visit: Visit): MultiInstance {
  const { loop } = visit.element;
  if (loop === undefined) throw new Error(`Expected element ${visit.element.id} to have loop characteristics, but it has none`);
  return loop;
}

function itemsOf(body: Visit): readonly FeelValue[] | Failure {
  return listOf(body.p, loopOf(body).inputCollection, scopeOf(body.p, body.key));
}

function hasMore(body: Visit): boolean {
  const { loop, loopCounter } = body.instance;
  const size = loop?.size ?? 0;
  if (!loopOf(body).sequential || size === 0) return loopCounter < size;
  const items = itemsOf(body);
  // A list that cannot be read any more is looked at by the next child, which stops with an incident.
  return isFailure(items) || loopCounter < items.length;
}

/** Asks for the next batch of a parallel loop's children, each behind what waits in this step. */
export function askForChildren(body: Visit): void {
  const { p, instance } = body;
  if (instance.state !== 'ACTIVATED') return;
  const missing = (instance.loop?.size ?? 0) - instance.loopCounter;
  for (let left = Math.min(missing, CHILDREN_BATCH_MAX); left > 0; left--) activateLater(p, instance, body.element);
  if (missing > CHILDREN_BATCH_MAX) enterLater(body);
}

/** The next batch of a parallel loop comes behind what waits in this step. */
function enterLater(body: Visit): void {
  body.p.follow('PROCESS_INSTANCE_BATCH', 'ACTIVATE', -1, {
    processInstanceKey: body.instance.processInstanceKey,
    batchElementInstanceKey: body.key,
    index: body.instance.loopCounter,
  });
}

/** Item, output element and counter, local to the child; read again when a failed activation is repeated. */
function enterVariables(body: Visit, child: Visit): Failure | undefined {
  const { p } = body;
  const { inputElement, outputElement } = loopOf(body);
  const items = itemsOf(body);
  if (isFailure(items)) return items;
  const { loopCounter } = child.instance;
  if (inputElement !== '') setVariable(p, child.instance, child.key, inputElement, toJson(items[loopCounter - 1] ?? null));
  const local = outputElement === undefined ? undefined : /^\s*([a-zA-Z_]\w*)(\.\w+)*\s*$/.exec(outputElement.text)?.[1];
  // A loop that collects its own items must not lose them.
  if (local !== undefined && local !== inputElement) setVariable(p, child.instance, child.key, local, 'null');
  setVariable(p, child.instance, child.key, 'loopCounter', String(loopCounter));
  return undefined;
}

/** Puts the child's output into its place of the list that the body keeps; of a wide loop with the outputs of many others. */
function collectOutput(body: Visit, child: Visit): Failure | undefined {
  const { p } = body;
  const { outputElement } = loopOf(body);
  if (outputElement === undefined) return undefined;
  const outcome = evaluate(p, outputElement, scopeOf(p, child.key));
  if (isFailure(outcome)) return outcome;
  const own = [child.instance.loopCounter, outcome.value] as const;
  const { size, completed } = body.instance.loop ?? { size: 0, completed: 0 };
  if (!isWide(body)) return writeOutputs(body, [own]);
  child.loopOutput = toJson(outcome.value);
  const isDue = (completed + 1) % Math.ceil(size / OUTPUT_WRITES_MAX) === 0;
  return isDue ? writeOutputs(body, [...waitingOutputs(body), own]) : undefined;
}

/** Whether the outputs of a loop are written together: one by one, the bytes of a list that grows with every child would grow with its square. */
function isWide(body: Visit): boolean {
  const { sequential, completionCondition, outputCollection } = loopOf(body);
  if (sequential || (body.instance.loop?.size ?? 0) <= OUTPUT_WRITES_MAX) return false;
  // A condition over the collection has to see the completing child.
  return completionCondition === undefined || !completionCondition.text.includes(outputCollection);
}

type Output = readonly [loopCounter: number, value: FeelValue];

function waitingOutputs(body: Visit): readonly Output[] {
  return body.p.state.loopOutputs.of(body.key).map((row) => [row.loopCounter, fromJson(row.output)] as const);
}

function writeOutputs(body: Visit, outputs: readonly Output[]): Failure | undefined {
  const { p } = body;
  const { outputCollection } = loopOf(body);
  const row = p.state.variables.get(body.key, outputCollection);
  const list = row === undefined ? null : fromJson(row.value);
  const items = list !== null && isList(list) ? [...list] : [];
  for (const [loopCounter, value] of outputs) {
    if (loopCounter > items.length) {
      const text = `Expected the output collection '${outputCollection}' to have a place for item ${loopCounter}, but it has ${items.length}`;
      return failure('EXTRACT_VALUE_ERROR', text, body.key);
    }
    items[loopCounter - 1] = value;
  }
  return setCollection(p, body.instance, body.key, outputCollection, items);
}

/** The completion condition sees the completing child as completed. */
function evaluateCondition(body: Visit, child: Visit): Failure | undefined {
  const { p } = body;
  const { completionCondition, sequential } = loopOf(body);
  if (completionCondition === undefined) return undefined;
  const counts = body.instance.loop ?? { completed: 0, terminated: 0, size: 0 };
  const extra = new Map<string, FeelValue>([
    ['numberOfInstances', sequential ? body.instance.loopCounter : counts.size],
    ['numberOfActiveInstances', p.state.elements.childCount(body.key) - 1],
    ['numberOfCompletedInstances', counts.completed + 1],
    ['numberOfTerminatedInstances', counts.terminated],
  ]);
  const ends = booleanOf(p, completionCondition, scopeOf(p, child.key, extra));
  if (isFailure(ends)) return ends;
  child.endsLoop = ends;
  return undefined;
}
