/** Input and output mappings: one FEEL context per element, later mappings seeing earlier targets. */
import { toJson } from '../../feel/json.ts';
import { jsonLength } from '../../feel/json-length.ts';
import { jsonLengthMax } from '../../feel/limits.ts';
import { contextOf, entriesOf, type FeelValue, isContext } from '../../feel/value.ts';
import type { Mapping } from '../../model/executable.ts';
import { documentOf } from '../../protocol/document.ts';
import { evaluateText, scopeOf } from '../expressions.ts';
import type { Processing } from '../processing.ts';
import { isInnerInstance } from './subscriptions.ts';
import { takeTrigger } from './trigger.ts';
import { mergeVariables, setLocal, setVariable } from './variables.ts';
import { type Failure, failure, type Visit } from './visit.ts';

/** `zeebe:input`: evaluated in the flow scope's view, written local to the element, all or nothing. */
export function applyInputs(visit: Visit): Failure | undefined {
  const { p, element, instance } = visit;
  if (element.inputs.length === 0 || instance.elementType === 'MULTI_INSTANCE_BODY') return undefined;
  // None events throw nothing that inputs could be for: the reference ignores them.
  if (element.trigger === undefined && (element.type === 'INTERMEDIATE_THROW_EVENT' || element.type === 'END_EVENT')) return undefined;
  const targets = evaluateMappings(p, element.inputs, visit.key, () => undefined);
  if ('errorType' in targets) return targets;
  for (const [name, value] of targets.values) setVariable(p, instance, visit.key, name, toJson(value));
  return undefined;
}

/**
 * What an element passes on when it completes: the variables of its trigger (a job's result, a message), through `zeebe:output` if it has any. With output
 * mappings the raw variables stay local to the element and only the targets are merged upwards; without, the raw variables are.
 */
export function applyOutputs(visit: Visit, mapped: boolean, takesTrigger = true): Failure | undefined {
  const { p, element, instance } = visit;
  const hasOutputs = mapped && element.outputs.length > 0 && instance.elementType !== 'MULTI_INSTANCE_BODY';
  const trigger = takesTrigger ? takeTrigger(visit) : undefined;
  if (trigger !== undefined && trigger.variables !== '{}') {
    if (hasOutputs) setLocal(p, instance, visit.key, trigger.variables);
    else mergeVariables(p, instance, visit.key, trigger.variables);
  }
  if (!hasOutputs) return undefined;
  const targets = evaluateMappings(p, element.outputs, visit.key, (name) => scopeOf(p, instance.flowScopeKey).lookup(name));
  if ('errorType' in targets) return targets;
  // What is local to the element stays as it is; only a loop's output element, which is local to its round, is for the mappings to set.
  const from = isInnerInstance(visit) ? visit.key : instance.flowScopeKey;
  mergeVariables(p, instance, from, documentOf([...targets.values].map(([name, value]) => [name, toJson(value)] as const)));
  return undefined;
}

type Targets = { readonly values: ReadonlyMap<string, FeelValue> } | Failure;

/** Evaluates mappings in order; `existing` gives the context that a dotted target extends. */
function evaluateMappings(
  p: Processing,
  mappings: readonly Mapping[],
  scopeKey: number,
  existing: (name: string) => FeelValue | undefined,
): Targets {
  const values = new Map<string, FeelValue>();
  const scope = scopeOf(p, scopeKey, values);
  for (const mapping of mappings) {
    const outcome = evaluateText(p, mapping.source, scope);
    if ('errorType' in outcome) return failure('IO_MAPPING_ERROR', outcome.message);
    const [name, ...path] = mapping.target;
    if (name === undefined) continue;
    values.set(name, path.length === 0 ? outcome.value : nested(values.get(name) ?? existing(name), path, outcome.value));
  }
  return fit(values)
    ? { values }
    : failure('IO_MAPPING_ERROR', `Expected targets of at most ${jsonLengthMax} characters together, but they have more`);
}

/** Each target goes into a record of the log, and all of them into one step. */
function fit(values: ReadonlyMap<string, FeelValue>): boolean {
  let left = jsonLengthMax;
  for (const value of values.values()) left -= jsonLength(value, left);
  return left >= 0;
}

/** `value` at `path` inside `base`: missing levels become contexts, a level that is no context becomes null. */
function nested(base: FeelValue | undefined, path: readonly string[], value: FeelValue): FeelValue {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  if (base !== undefined && base !== null && !isContext(base)) return null;
  const entries = base === undefined || base === null ? new Map<string, FeelValue>() : entriesOf(base);
  entries.set(name, nested(entries.get(name), rest, value));
  return contextOf(entries);
}
