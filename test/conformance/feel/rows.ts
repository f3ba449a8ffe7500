/** The expressions whose results are recorded: made systematically from values, operators and functions, plus written ones. */

import { readFileSync } from 'node:fs';

/** The variables every row can see, as a JSON text. */
export const variablesJson =
  '{"x":5,"s":"abc","xs":[1,2,3],"c":{"a":1,"b":{"c":2}},"n":null,"d":1.0,"items":[{"p":1,"q":"a"},{"p":2,"q":"b"}],"big":9007199254740993,"half":0.5}';

const values = [
  'null',
  'true',
  '2.5',
  '"a"',
  '[1,2]',
  '{a:1}',
  '@"2024-01-31"',
  '@"10:20:30"',
  '@"10:20:30+02:00"',
  '@"2024-01-31T10:20:30"',
  '@"2024-01-31T10:20:30@Europe/Berlin"',
  '@"PT26H"',
  '@"P14M"',
];

const numbers = ['0', '7', '-3', '2.50', '0.001', '12345678901234567890', '1/3'];

const arithmetic = ['+', '-', '*', '/'];
const comparisons = ['=', '<', '>='];

/** Every pair of values under every operator. */
function operatorRows(): string[] {
  const rows: string[] = [];
  for (const left of values) {
    for (const right of values) {
      for (const operator of [...arithmetic, ...comparisons]) rows.push(`${left} ${operator} ${right}`);
    }
  }
  for (const left of ['true', 'false', 'null', '1']) {
    for (const right of ['true', 'false', 'null', '1']) rows.push(`${left} and ${right}`, `${left} or ${right}`);
  }
  for (const value of values) {
    rows.push(
      `-${value}`,
      `${value} != null`,
      `${value} in [1,2]`,
      `${value} between 1 and 3`,
      `not(${value})`,
      `if ${value} then 1 else 2`,
    );
    rows.push(
      `string(${value})`,
      `[${value}]`,
      `{v: ${value}}`,
      `${value} in ([1..3], null, "a")`,
      `${value}.a`,
      `${value}[1]`,
      `is defined(${value})`,
    );
  }
  return rows;
}

function numberRows(): string[] {
  const rows: string[] = [];
  for (const left of numbers) {
    for (const right of numbers) {
      for (const operator of [...arithmetic, '=', '<=', '**']) {
        // A huge exponent is a question of patience, not of meaning.
        if (operator === '**' && right.length > 8) continue;
        rows.push(`string((${left}) ${operator} (${right}))`);
      }
    }
  }
  return rows;
}

const functions: readonly (readonly [string, ...string[]])[] = [
  ['string', '1'],
  ['number', '"1"'],
  ['number', '"1,5"', '"."', '","'],
  ['date', '"2024-01-31"'],
  ['date', '2024', '2', '29'],
  ['time', '"10:20:30"'],
  ['time', '10', '20', '30'],
  ['time', '10', '20', '30', '@"PT1H"'],
  ['date and time', '"2024-01-31T10:20:30"'],
  ['date and time', '@"2024-01-31"', '@"10:20:30"'],
  ['duration', '"P1D"'],
  ['years and months duration', '@"2024-01-31"', '@"2025-03-30"'],
  ['context', '[{key:"a",value:1}]'],
  ['get value', '{a:1}', '"a"'],
  ['get entries', '{a:1}'],
  ['context put', '{a:1}', '"b"', '2'],
  ['context merge', '[{a:1},{b:2}]'],
  ['get or else', 'null', '1'],
  ['decimal', '2.555', '2'],
  ['floor', '-2.5'],
  ['floor', '-2.55', '1'],
  ['ceiling', '-2.5'],
  ['ceiling', '2.55', '1'],
  ['round up', '2.55', '1'],
  ['round down', '2.55', '1'],
  ['round half up', '2.55', '1'],
  ['round half down', '2.55', '1'],
  ['abs', '-2.5'],
  ['modulo', '-7', '3'],
  ['sqrt', '16'],
  ['exp', '2'],
  ['odd', '3'],
  ['even', '3'],
  ['substring', '"foobar"', '3'],
  ['substring', '"foobar"', '3', '2'],
  ['string length', '"foobar"'],
  ['upper case', '"aBc"'],
  ['lower case', '"aBc"'],
  ['substring before', '"foobar"', '"b"'],
  ['substring after', '"foobar"', '"b"'],
  ['contains', '"foobar"', '"ob"'],
  ['starts with', '"foobar"', '"fo"'],
  ['ends with', '"foobar"', '"ar"'],
  ['matches', '"foobar"', '"o+"'],
  ['matches', '"foobar"', '"O+"', '"i"'],
  ['replace', '"foobar"', '"o+"', '"-"'],
  ['replace', '"foobar"', '"O"', '"-"', '"i"'],
  ['split', '"a;b;c"', '";"'],
  ['extract', '"a1b22"', '"[0-9]+"'],
  ['trim', '" a "'],
  ['to base64', '"abc"'],
  ['string join', '["a","b"]'],
  ['string join', '["a","b"]', '","'],
  ['string join', '["a","b"]', '","', '"<"', '">"'],
  ['list contains', '[1,2]', '2'],
  ['count', '[1,2]'],
  ['min', '[3,1,2]'],
  ['max', '[3,1,2]'],
  ['sum', '[3,1,2]'],
  ['product', '[3,1,2]'],
  ['mean', '[3,1,2]'],
  ['median', '[3,1,2]'],
  ['mode', '[3,1,3]'],
  ['all', '[true,false]'],
  ['any', '[true,false]'],
  ['sublist', '[1,2,3]', '2'],
  ['sublist', '[1,2,3]', '2', '1'],
  ['append', '[1]', '2'],
  ['concatenate', '[1]', '[2]'],
  ['insert before', '[1,3]', '2', '2'],
  ['remove', '[1,2,3]', '2'],
  ['reverse', '[1,2,3]'],
  ['index of', '[1,2,1]', '1'],
  ['union', '[1,2]', '[2,3]'],
  ['distinct values', '[1,2,1]'],
  ['duplicate values', '[1,2,1]'],
  ['flatten', '[1,[2,[3]]]'],
  ['is empty', '[]'],
  ['day of week', '@"2024-01-31"'],
  ['day of year', '@"2024-01-31"'],
  ['week of year', '@"2024-01-31"'],
  ['month of year', '@"2024-01-31"'],
  ['last day of month', '@"2024-01-31"'],
  ['before', '1', '2'],
  ['meets', '[1..2]', '[2..3]'],
  ['overlaps', '[1..3]', '[2..4]'],
  ['finishes', '3', '[1..3]'],
  ['includes', '[1..3]', '2'],
  ['during', '2', '[1..3]'],
  ['starts', '1', '[1..3]'],
  ['coincides', '1', '1'],
];

const replacements = ['null', 'true', '2.5', '"a"', '[null,1]', '{a:1}', '@"2024-01-31T10:20:30@Europe/Berlin"', '@"PT26H"', '-1', '0'];

/** Every function with good arguments, then with one of them after the other replaced by a value of each type. */
function functionRows(): string[] {
  const rows: string[] = [];
  for (const [name, ...good] of functions) {
    rows.push(`${name}(${good.join(', ')})`);
    good.forEach((_, position) => {
      for (const other of replacements) rows.push(`${name}(${good.map((value, i) => (i === position ? other : value)).join(', ')})`);
    });
  }
  return rows;
}

const points = ['1', '3'];
const ranges = ['[1..3]', '(1..3)', '[3..5]', '[2..4)', '(1..5]'];

/** The relations of points and ranges, in every combination. */
function rangeRows(): string[] {
  const names = ['before', 'after', 'meets', 'met by', 'overlaps', 'overlaps before', 'overlaps after', 'finishes', 'finished by'];
  names.push('includes', 'during', 'starts', 'started by', 'coincides');
  const rows: string[] = [];
  for (const name of names) {
    for (const a of ranges) for (const b of ranges) rows.push(`${name}(${a}, ${b})`);
    for (const p of points) {
      rows.push(`${name}(${p}, 3)`);
      for (const r of ranges.slice(0, 2)) rows.push(`${name}(${p}, ${r})`, `${name}(${r}, ${p})`);
    }
  }
  return rows;
}

/** Expressions written by hand, one a line: the corners that no table of values reaches. */
function writtenRows(): readonly string[] {
  return readFileSync(new URL('./written.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}

/** All rows, each once. */
export function allRows(): readonly string[] {
  return [...new Set([...operatorRows(), ...numberRows(), ...functionRows(), ...rangeRows(), ...writtenRows()])];
}
