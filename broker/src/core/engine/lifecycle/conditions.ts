/** Which conditional events to test after a command: those that see a variable it has changed, each once, the outermost first. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Processing } from '../processing.ts';

/** Queues a test of every conditional event that may have become true by the records from `from` on. */
export function testConditions(p: Processing, from: number): void {
  if (p.state.conditionalSubscriptions.table.size === 0) return;
  const keys = new Map<number, number>();
  for (let index = from; index < p.records.length; index++) {
    const record = p.records[index];
    if (record?.valueType !== 'VARIABLE' || record.recordType !== 'EVENT') continue;
    for (const key of p.state.conditionalSubscriptions.ofInstance(record.value.processInstanceKey)) {
      const depth = keys.has(key) ? undefined : depthSeeing(p, key, record);
      if (depth !== undefined) keys.set(key, depth);
    }
  }
  const outermostFirst = [...keys].sort(([a, depthA], [b, depthB]) => depthA - depthB || a - b);
  for (const [key] of outermostFirst) p.follow('CONDITIONAL_SUBSCRIPTION', 'TRIGGER', key, {});
}

/** How deep the scope of a subscription lies, if it sees the variable and asked for this kind of change. */
function depthSeeing(p: Processing, key: number, variable: RecordOf<'VARIABLE'>): number | undefined {
  const value = p.state.conditionalSubscriptions.get(key)?.value;
  if (value === undefined || !asksFor(value, variable)) return undefined;
  let depth = 0;
  let seen = false;
  for (let scope = value.scopeKey; scope >= 0; scope = p.state.elements.get(scope)?.flowScopeKey ?? -1) {
    if (scope === variable.value.scopeKey) seen = true;
    depth++;
  }
  return seen ? depth : undefined;
}

function asksFor(value: Value<'CONDITIONAL_SUBSCRIPTION'>, variable: RecordOf<'VARIABLE'>): boolean {
  if (value.variableNames.length > 0 && !value.variableNames.includes(variable.value.name)) return false;
  const event = variable.intent === 'CREATED' ? 'create' : 'update';
  return variable.intent !== 'MIGRATED' && (value.variableEvents.length === 0 || value.variableEvents.includes(event));
}
