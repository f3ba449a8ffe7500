// Every recorded expression must give the reference's result with ours. RECORD_FEEL=host:port records the table anew from a live reference broker first,
// with RECORD_FEEL_ROWS=missing only what it lacks.
import { describe, expect, test } from 'vitest';
import knownDifferences from './known-differences.json' with { type: 'json' };
import { evaluateOurs, outcomeOf, readTable } from './outcome.ts';
import { record } from './record.ts';
import { allRows, variablesJson } from './rows.ts';

const { RECORD_FEEL, RECORD_FEEL_ROWS } = process.env;
if (RECORD_FEEL !== undefined && RECORD_FEEL !== '') await record(RECORD_FEEL, RECORD_FEEL_ROWS === 'missing' ? 'missing' : 'all');

const table = readTable();
const known = new Map<string, string>(Object.entries(knownDifferences));

describe('FEEL against the recorded reference', () => {
  test('the table has every row, evaluated with the same variables', () => {
    expect(table.variables).toBe(variablesJson);
    expect(table.rows.map((row) => row.of)).toEqual(allRows());
  });

  test('ours gives the same result, except where it is known not to', () => {
    const differing = table.rows
      .filter((row) => !known.has(row.of))
      .map((row) => ({ of: row.of, theirs: outcomeOf(row), ours: outcomeOf(evaluateOurs(row.of)) }))
      .filter(({ theirs, ours }) => theirs !== ours);
    expect(differing).toEqual([]);
  });

  test('every known difference still is one', () => {
    const recorded = new Map(table.rows.map((row) => [row.of, outcomeOf(row)]));
    const gone = [...known.keys()].filter((of) => recorded.get(of) === undefined || recorded.get(of) === outcomeOf(evaluateOurs(of)));
    expect(gone).toEqual([]);
  });
});
