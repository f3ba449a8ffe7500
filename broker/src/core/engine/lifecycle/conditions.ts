/** Which conditional events to test after a command: those that see a variable it has changed, each once, the outermost first. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

type Variable = RecordOf<'VARIABLE'>;

/** Queues a test of every conditional event that may have become true by the records from `from` on. */
export function testConditions(p: Processing, from: number): void {
  if (p.state.conditionalSubscriptions.table.size === 0) return;
  const depths = new Map<number, number>();
  for (const variables of changedByScope(p, from)) {
    for (const key of seeing(p, variables)) {
      const value = depths.has(key) ? undefined : p.state.conditionalSubscriptions.get(key)?.value;
      if (value !== undefined && variables.some((variable) => asksFor(value, variable))) depths.set(key, depthOf(p, value.scopeKey));
    }
  }
  const outermostFirst = [...depths].sort(([a, depthA], [b, depthB]) => depthA - depthB || a - b);
  for (const [key] of outermostFirst) p.follow('CONDITIONAL_SUBSCRIPTION', 'TRIGGER', key, {});
}

/** The changes of variables in instances that wait for any: those of one scope together. */
function changedByScope(p: Processing, from: number): Iterable<readonly Variable[]> {
  const changed = new Map<number, Variable[]>();
  for (let index = from; index < p.records.length; index++) {
    const record = p.records[index];
    if (record?.valueType !== 'VARIABLE' || record.recordType !== 'EVENT') continue;
    if (p.state.conditionalSubscriptions.countOfInstance(record.value.processInstanceKey) === 0) continue;
    const known = changed.get(record.value.scopeKey);
    if (known === undefined) changed.set(record.value.scopeKey, [record]);
    else known.push(record);
  }
  return changed.values();
}

/**
 * The subscriptions that see a scope: from it downwards, or, where fewer wait in the whole instance than there are elements below, upwards from each of those.
 * A loop whose every round sets a variable of its own thus never looks at the other rounds.
 */
function seeing(p: Processing, [variable]: readonly Variable[]): readonly number[] {
  if (variable === undefined) return [];
  const { processInstanceKey, scopeKey } = variable.value;
  const { conditionalSubscriptions, elements } = p.state;
  const waiting = conditionalSubscriptions.countOfInstance(processInstanceKey);
  const scopes = scopesBelow(p, scopeKey, waiting);
  if (scopes !== undefined) return scopes.flatMap((scope) => conditionalSubscriptions.ofElement(scope));
  const isSeen = (key: number): boolean => {
    let scope = conditionalSubscriptions.get(key)?.value.scopeKey ?? -1;
    while (scope >= 0 && scope !== scopeKey) scope = elements.get(scope)?.flowScopeKey ?? -1;
    return scope === scopeKey;
  };
  return [...conditionalSubscriptions.ofInstance(processInstanceKey)].filter(isSeen);
}

/** A scope and all that is in it; undefined if that is more than `max`. */
function scopesBelow(p: Processing, scopeKey: number, max: number): readonly number[] | undefined {
  const scopes = [scopeKey];
  for (let at = 0; at < scopes.length; at++) {
    for (const child of p.state.elements.children(scopes[at] as number)) {
      if (scopes.length >= max) return undefined;
      scopes.push(child);
    }
  }
  return scopes;
}

function depthOf(p: Processing, scopeKey: number): number {
  let depth = 0;
  for (let scope = scopeKey; scope >= 0; scope = p.state.elements.get(scope)?.flowScopeKey ?? -1) depth++;
  return depth;
}

function asksFor(value: Value<'CONDITIONAL_SUBSCRIPTION'>, variable: Variable): boolean {
  if (value.variableNames.length > 0 && !value.variableNames.includes(variable.value.name)) return false;
  const event = variable.intent === 'CREATED' ? 'create' : 'update';
  return variable.intent !== 'MIGRATED' && (value.variableEvents.length === 0 || value.variableEvents.includes(event));
}
