/** Processor of DECISION_EVALUATION EVALUATE: a client asks for a decision; one that fails is an answer, too. */
import { fromJson } from '../../feel/json.ts';
import type { Scope } from '../../feel/expression.ts';
import { documentEntries } from '../../protocol/document.ts';
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { recordEvaluation } from '../lifecycle/decision.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors. */
export const decisionEvaluationCommands: Processors<'DECISION_EVALUATION'> = { EVALUATE: evaluate };

function evaluate(p: Processing, command: RecordOf<'DECISION_EVALUATION'>): Rejection | undefined {
  const { decisionId, decisionKey, variables, tenantId } = command.value;
  const byId = decisionId !== '';
  const row = byId ? p.state.decisions.versions.latest(tenantId, decisionId) : p.state.decisions.get(decisionKey);
  if (row === undefined) {
    const name = byId ? decisionId : String(wireKey(p.config.deploymentPartition, decisionKey));
    return rejection(
      'INVALID_ARGUMENT',
      `Expected to evaluate decision '${name}', but no decision found for ${byId ? 'id' : 'key'} '${name}'`,
    );
  }
  const event = recordEvaluation(p, row, scopeOf(variables), {});
  // The record keeps JSON; a caller gets nothing where there is no output.
  const decisionOutput = event.value.failedDecisionId === '' ? event.value.decisionOutput : '';
  p.answer({ ...event, value: { ...event.value, decisionOutput } });
  return undefined;
}

function scopeOf(variables: string): Scope {
  const entries = documentEntries(variables);
  return {
    lookup(name) {
      const json = entries.get(name);
      return json === undefined ? undefined : fromJson(json);
    },
  };
}
