// Every recorded decision must come to the reference's result with ours. RECORD_DMN=host:port records the table anew from a live reference broker first.
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import knownDifferences from './known-differences.json' with { type: 'json' };
import { questions } from './models.ts';
import { answerOurs, outcomeOf, readTable } from './outcome.ts';
import { record } from './record.ts';

const { RECORD_DMN } = process.env;
if (RECORD_DMN !== undefined && RECORD_DMN !== '') await record(RECORD_DMN);

const table = new Map(readTable().map((row) => [row.name, row]));
const known = new Map<string, string>(Object.entries(knownDifferences));

/** Models whose outcome differs, with both outcomes. */
const differing = questions
  .map((question) => ({ name: question.name, theirs: outcomeOf(table.get(question.name)), ours: outcomeOf(answerOurs(question)) }))
  .filter(({ theirs, ours }) => !isDeepStrictEqual(theirs, ours));

describe('DMN against the recorded reference', () => {
  test('the table has every model once', () => {
    expect([...table.keys()]).toEqual(questions.map(({ name }) => name));
  });

  test('ours comes to the same, except where it is known not to', () => {
    expect(differing.filter(({ name }) => !known.has(name))).toEqual([]);
  });

  test('every known difference still is one', () => {
    const names = new Set(differing.map(({ name }) => name));
    expect([...known.keys()].filter((name) => !names.has(name))).toEqual([]);
  });
});
