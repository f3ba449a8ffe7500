/** Writing variables: local to a scope, or merged into the scopes that own the names. Values stay JSON text. */
import { toJson } from '../../feel/json.ts';
import { jsonLength } from '../../feel/json-length.ts';
import { jsonLengthMax } from '../../feel/limits.ts';
import type { FeelValue } from '../../feel/value.ts';
import { documentEntries, documentOf } from '../../protocol/document.ts';
import type { Processing } from '../processing.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { type Failure, failure } from './visit.ts';

/** What a VARIABLE record says of the instance around it. */
type Owner = Pick<ElementInstanceRow, 'processInstanceKey' | 'processDefinitionKey' | 'bpmnProcessId' | 'tenantId'>;

/** Writes one variable of one scope; an equal value writes nothing. */
export function setVariable(p: Processing, owner: Owner, scopeKey: number, name: string, value: string): void {
  const row = p.state.variables.get(scopeKey, name);
  if (row !== undefined && row.value === value) return;
  p.emit('VARIABLE', row === undefined ? 'CREATED' : 'UPDATED', row?.key ?? p.nextKey(), {
    name,
    value,
    scopeKey,
    processInstanceKey: owner.processInstanceKey,
    processDefinitionKey: owner.processDefinitionKey,
    bpmnProcessId: owner.bpmnProcessId,
    tenantId: owner.tenantId,
  });
}

/** Writes a list that grows with what it collects; a list too long for a record is a failure of its scope. */
export function setCollection(
  p: Processing,
  owner: Owner,
  scopeKey: number,
  name: string,
  items: readonly FeelValue[],
): Failure | undefined {
  if (jsonLength(items, jsonLengthMax) > jsonLengthMax) {
    const text = `Expected the output collection '${name}' to have at most ${jsonLengthMax} characters as JSON, but it would have more`;
    return failure('EXTRACT_VALUE_ERROR', text, scopeKey);
  }
  setVariable(p, owner, scopeKey, name, toJson(items));
  return undefined;
}

/** Writes every member of a JSON object local to a scope. */
export function setLocal(p: Processing, owner: Owner, scopeKey: number, document: string): void {
  for (const [name, value] of documentEntries(document)) setVariable(p, owner, scopeKey, name, value);
}

/**
 * Merges a JSON object upwards from a scope: each name goes to the nearest scope that has it with another value, otherwise to the root. A scope that
 * holds an equal value does not keep the name from climbing on: seen on the reference, and relied on.
 */
export function mergeVariables(p: Processing, owner: Owner, scopeKey: number, document: string): void {
  const left = documentEntries(document);
  let scope = p.state.elements.get(scopeKey);
  let rootKey = scopeKey;
  while (scope !== undefined && left.size > 0) {
    rootKey = scope.key;
    for (const [name, value] of [...left]) {
      const row = p.state.variables.get(scope.key, name);
      if (row === undefined || row.value === value) continue;
      setVariable(p, owner, scope.key, name, value);
      left.delete(name);
    }
    scope = p.state.elements.get(scope.flowScopeKey);
  }
  for (const [name, value] of left) setVariable(p, owner, rootKey, name, value);
}

/** Merges the local variables of an element upwards from its flow scope. */
export function liftLocals(p: Processing, element: ElementInstanceRow): void {
  const local = [...p.state.variables.of(element.key).values()].map((row) => [row.name, row.value] as const);
  if (local.length > 0) mergeVariables(p, element, element.flowScopeKey, documentOf(local));
}

/** All variables visible in a scope, the nearest winning, by name. */
export function visibleVariables(p: Processing, scopeKey: number): Map<string, string> {
  const visible = new Map<string, string>();
  for (let scope = p.state.elements.get(scopeKey); scope !== undefined; scope = p.state.elements.get(scope.flowScopeKey)) {
    for (const [name, row] of p.state.variables.of(scope.key)) if (!visible.has(name)) visible.set(name, row.value);
  }
  return visible;
}
