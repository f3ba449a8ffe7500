/** Evaluating deployed decisions: DECISION_EVALUATION says all that was evaluated, whoever asked. */
import { type DecisionResult, evaluateDecision } from '../../dmn/evaluate-decision.ts';
import type { Scope } from '../../feel/expression.ts';
import type { CalledDecision } from '../../model/executable.ts';
import type { RecordOf } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import { clockOf, scopeOf, stringOf } from '../expressions.ts';
import type { Processing } from '../processing.ts';
import type { DecisionRow } from '../state/decisions.ts';
import { bindingText, boundVersion } from './bound-version.ts';
import { type Failure, failure, isFailure, type Visit } from './visit.ts';

/** Evaluates a decision and emits EVALUATED or FAILED; `members` says where the evaluation belongs. */
export function recordEvaluation(
  p: Processing,
  { value: decision }: DecisionRow,
  scope: Scope,
  members: Partial<Value<'DECISION_EVALUATION'>>,
): RecordOf<'DECISION_EVALUATION'> {
  const graph = p.models.decisions(decision.decisionRequirementsKey);
  const result = evaluateDecision(graph, decision.decisionId, scope, clockOf(p));
  return p.emit('DECISION_EVALUATION', result.failure === undefined ? 'EVALUATED' : 'FAILED', p.nextKey(), {
    decisionKey: decision.decisionKey,
    decisionId: decision.decisionId,
    decisionName: decision.decisionName,
    decisionVersion: decision.version,
    decisionRequirementsId: decision.decisionRequirementsId,
    decisionRequirementsKey: decision.decisionRequirementsKey,
    decisionOutput: result.output,
    failedDecisionId: result.failure?.decisionId ?? '',
    evaluationFailureMessage: result.failure?.message ?? '',
    evaluatedDecisions: evaluatedOf(p, decision, result),
    tenantId: decision.tenantId,
    ...members,
  });
}

/** Decisions of the graph have a key; knowledge models that were called have none. */
function evaluatedOf(p: Processing, asked: Value<'DECISION'>, result: DecisionResult): Value<'DECISION_EVALUATION'>['evaluatedDecisions'] {
  const byId = new Map<string, Value<'DECISION'>>();
  for (const key of p.state.decisions.ofRequirements(asked.decisionRequirementsKey)) {
    const row = p.state.decisions.get(key);
    if (row !== undefined) byId.set(row.value.decisionId, row.value);
  }
  return result.evaluated.map((one) => {
    const decision = byId.get(one.decisionId);
    return { ...one, decisionKey: decision?.decisionKey ?? -1, decisionVersion: decision?.version ?? -1, tenantId: asked.tenantId };
  });
}

/** Evaluates the decision that a business rule task calls; gives its output as JSON text. */
export function evaluateCalledDecision(visit: Visit, called: CalledDecision): string | Failure {
  const { p, instance } = visit;
  const scope = scopeOf(p, visit.key);
  const id = stringOf(p, called.decisionId, scope);
  if (isFailure(id)) return id;
  const row = boundVersion(visit, p.state.decisions.versions, id, called.binding);
  if (row === undefined) {
    const where = bindingText(called.binding);
    return failure('CALLED_DECISION_ERROR', `Expected to evaluate decision '${id}', but no decision found for id '${id}'${where}`);
  }
  const { value } = recordEvaluation(p, row, scope, {
    bpmnProcessId: instance.bpmnProcessId,
    processDefinitionKey: instance.processDefinitionKey,
    processInstanceKey: instance.processInstanceKey,
    elementId: instance.elementId,
    elementInstanceKey: visit.key,
  });
  return value.failedDecisionId === '' ? value.decisionOutput : failure('DECISION_EVALUATION_ERROR', value.evaluationFailureMessage);
}
