/** What a model and its questions came to, ours or recorded, in one comparable form. */
import { readFileSync } from 'node:fs';
import { evaluateDecision, type EvaluatedDecision } from '../../../broker/src/core/dmn/evaluate-decision.ts';
import { readDmn } from '../../../broker/src/core/dmn/read-dmn.ts';
import type { FeelClock } from '../../../broker/src/core/feel/expression.ts';
import { fromJson } from '../../../broker/src/core/feel/json.ts';
import { isContext } from '../../../broker/src/core/feel/value.ts';
import { problemText } from '../../../broker/src/core/model/problem.ts';
import type { Question } from './models/question.ts';

/** The answer to one question; `failed` is the id of the decision that failed, or empty. */
export interface Answer {
  readonly output: string;
  readonly failed: string;
  readonly message: string;
  readonly evaluated: readonly EvaluatedDecision[];
}

/** One model: why it is refused, or its answers. */
export interface Row {
  readonly name: string;
  readonly refused?: string;
  readonly answers: readonly Answer[];
}

/** The file of the recorded table. */
export const tableUrl = new URL('./traces/decisions.json', import.meta.url);

/** Reads the recorded table. */
export function readTable(): readonly Row[] {
  return JSON.parse(readFileSync(tableUrl, 'utf8'), (_, value: unknown) =>
    isEvaluated(value) ? { ...nothing, ...value } : value,
  ) as readonly Row[];
}

/** What the file leaves out. */
const nothing = { evaluatedInputs: [], matchedRules: [] };

function isEvaluated(value: unknown): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && 'decisionId' in value;
}

const stillClock: FeelClock = { nowMs: 1_700_000_000_000, zone: 'Z', random: () => 0.5 };

/** The part of an outcome that is compared: JSON by its meaning, and of messages what the reference says in its own words. */
export function outcomeOf(row: Row | undefined): unknown {
  if (row === undefined) return 'missing';
  if (row.refused !== undefined) return 'refused';
  return row.answers.map((answer) => ({
    ...answer,
    output: meaning(answer.output),
    // What follows is the text of a Java exception.
    message: answer.message.replace(/(failed to evaluate expression '.*') ?:.*/s, '$1'),
    evaluated: answer.evaluated.map((one) => ({ ...one, decisionOutput: meaning(one.decisionOutput) })),
  }));
}

/** Entries of a context have no order: the reference mixes them from the fifth on. */
function meaning(json: string): unknown {
  return json === '' ? '' : JSON.parse(json, (_, value: unknown) => (isRecord(value) ? Object.entries(value).sort() : value));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Reads a model and answers its questions with ours. */
export function answerOurs({ name, xml, asked }: Question): Row {
  const model = readDmn(xml);
  if ('problems' in model) return { name, refused: problemText('model.dmn', model.problems), answers: [] };
  const answers = asked.map(([id, json]): Answer => {
    const variables = fromJson(json);
    const scope = { lookup: (variable: string) => (isContext(variables) ? variables.get(variable) : undefined) };
    const { output, failure, evaluated } = evaluateDecision(model.graph, id, scope, stillClock);
    return { output: failure === undefined ? output : '', failed: failure?.decisionId ?? '', message: failure?.message ?? '', evaluated };
  });
  return { name, answers };
}
