/** Records the table of decisions against a live reference broker: each model is deployed under its own name and its decisions are asked by key. */
import { writeFile } from 'node:fs/promises';
import type { EvaluateDecisionResponse, GatewayClient } from '@millrace/proto/gateway';
import type { DecisionType } from '../../../broker/src/core/dmn/decision-model.ts';
import { ask, openGateway } from '../runner/gateway.ts';
import { questions } from './models.ts';
import { type Answer, type Row, tableUrl } from './outcome.ts';

const decisionTypes: readonly DecisionType[] = ['DECISION_TABLE', 'LITERAL_EXPRESSION', 'CONTEXT', 'LIST', 'RELATION', 'INVOCATION'];

type Keys = ReadonlyMap<string, bigint>;

/** Keys of the decisions by id, or why there are none. */
async function deploy(client: GatewayClient, name: string, xml: string): Promise<Keys | string> {
  const resources = [{ name, content: Buffer.from(xml) }];
  const outcome = await ask<{
    readonly deployments: readonly { readonly decision?: { dmnDecisionId: string; decisionKey: bigint } | undefined }[];
  }>((metadata, options, callback) => client.deployResource({ resources, tenantId: '' }, metadata, options, callback));
  if (outcome.answer === undefined)
    return outcome.status === 'INVALID_ARGUMENT' ? outcome.message : Promise.reject(new Error(outcome.message));
  const decisions = outcome.answer.deployments.flatMap(({ decision }) => (decision === undefined ? [] : [decision]));
  return new Map(decisions.map(({ dmnDecisionId, decisionKey }) => [dmnDecisionId, decisionKey]));
}

async function evaluate(client: GatewayClient, decisionKey: bigint, variables: string): Promise<Answer> {
  const { answer, status, message } = await ask<EvaluateDecisionResponse>((metadata, options, callback) =>
    client.evaluateDecision({ decisionKey, decisionId: '', variables, tenantId: '' }, metadata, options, callback),
  );
  // The reference breaks down over elements without ids.
  if (status === 'INTERNAL') return { output: '', failed: '', message: 'INTERNAL', evaluated: [] };
  if (answer === undefined) throw new Error(`Expected an answer for ${variables}, but got ${status}: ${message}`);
  return {
    output: answer.decisionOutput,
    failed: answer.failedDecisionId,
    message: answer.failureMessage,
    evaluated: answer.evaluatedDecisions.map((one) => ({
      decisionId: one.decisionId,
      decisionName: one.decisionName,
      decisionType: decisionTypeOf(one.decisionType),
      decisionOutput: one.decisionOutput,
      evaluatedInputs: one.evaluatedInputs.map(({ inputId, inputName, inputValue }) => ({ inputId, inputName, inputValue })),
      matchedRules: one.matchedRules.map(({ ruleId, ruleIndex, evaluatedOutputs }) => ({
        ruleId,
        ruleIndex,
        evaluatedOutputs: evaluatedOutputs.map(({ outputId, outputName, outputValue }) => ({ outputId, outputName, outputValue })),
      })),
    })),
  };
}

function decisionTypeOf(text: string): DecisionType {
  const known = decisionTypes.find((type) => type === text);
  if (known === undefined) throw new Error(`Expected a known type of decision, but there is '${text}'`);
  return known;
}

/** Leaves out empty lists of those that most decisions have none of. */
function withoutNothing(name: string, value: unknown): unknown {
  return (name === 'evaluatedInputs' || name === 'matchedRules') && Array.isArray(value) && value.length === 0 ? undefined : value;
}

/** Asks the broker at `address` (host:port) everything and writes the table. */
export async function record(address: string): Promise<void> {
  const client = openGateway(address);
  const rows: Row[] = [];
  for (const { name, xml, asked } of questions) {
    const keys = await deploy(client, `${rows.length}.dmn`, xml);
    if (typeof keys === 'string') {
      rows.push({ name, refused: keys.split('\n').slice(1).join(' ').slice(0, 300), answers: [] });
      continue;
    }
    const answers: Answer[] = [];
    for (const [id, variables] of asked) {
      const key = keys.get(id);
      answers.push(
        key === undefined ? { output: '', failed: id, message: 'no such decision', evaluated: [] } : await evaluate(client, key, variables),
      );
    }
    rows.push({ name, answers });
  }
  client.close();
  await writeFile(tableUrl, `[\n${rows.map((row) => JSON.stringify(row, withoutNothing)).join(',\n')}\n]\n`);
}
