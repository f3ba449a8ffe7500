// Every built-in function of the language's documentation is there, and is found by position and by name.
import { expect, test } from 'vitest';
import { builtinNames, findByNames, findByPosition } from './registry.ts';

const documented = `string, number, date, time, date and time, duration, range, years and months duration, context, from json, to json,
  not, is, is defined, get or else, assert, all, any, and, or,
  decimal, floor, ceiling, round up, round down, round half up, round half down, abs, modulo, sqrt, log, exp, odd, even, random number,
  substring, string length, upper case, lower case, substring before, substring after, contains, starts with, ends with, matches, replace,
  split, extract, trim, uuid, to base64, from base64, is blank, encode for URL, string join,
  list contains, count, min, max, sum, product, mean, median, stddev, mode, sublist, append, concatenate, insert before, remove,
  list replace, reverse, index of, union, distinct values, duplicate values, flatten, sort, partition, is empty,
  get value, get entries, put, put all, context put, context merge,
  now, today, day of week, day of year, week of year, month of year, last day of month,
  before, after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished by, includes, during, starts, started by, coincides`;

test('the documented functions, no more and no fewer', () => {
  expect(builtinNames()).toEqual(documented.split(/,\s+/).sort());
});

test('by position the exact number of arguments goes before any number', () => {
  expect(findByPosition('min', 3)?.isVariadic).toBe(true);
  expect(findByPosition('floor', 2)?.count).toBe(2);
  expect(findByPosition('floor', 3)).toBeUndefined();
  expect(findByPosition('nothing', 1)).toBeUndefined();
});

test('by name the order of the parameters is that of the signature', () => {
  expect(findByNames('substring', ['length', 'string', 'start position'])?.parameters).toEqual(['string', 'start position', 'length']);
  expect(findByNames('substring', ['string', 'other'])).toBeUndefined();
});
