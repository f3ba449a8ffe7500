/** Built-in functions that compare points and ranges (DMN 1.3, Allen's interval relations). */

import { compareValues } from '../comparison.ts';
import { asTemporal, type FeelRange, type FeelValue, isNumber, isRange } from '../value.ts';
import { type Builtin, builtin } from './builtin.ts';

/** A point is a range of one value. */
interface Span {
  readonly start: FeelValue;
  readonly end: FeelValue;
  readonly startIncluded: boolean;
  readonly endIncluded: boolean;
  readonly isPoint: boolean;
}

function spanOf(value: FeelValue | undefined): Span | undefined {
  if (value === undefined) return undefined;
  if (isRange(value)) return spanOfRange(value);
  if (!isPoint(value)) return undefined;
  return { start: value, end: value, startIncluded: true, endIncluded: true, isPoint: true };
}

/** Numbers and times have places that can be compared; the reference gives texts none. */
function isPoint(value: FeelValue): boolean {
  return isNumber(value) || asTemporal(value) !== undefined;
}

function spanOfRange({ start, end, startIncluded, endIncluded }: FeelRange): Span | undefined {
  if (start === undefined || end === undefined || !isPoint(start) || !isPoint(end)) return undefined;
  return { start, end, startIncluded, endIncluded, isPoint: false };
}

/** An order that throws where there is none; the caller turns it into "arguments do not fit". */
class NoOrder extends Error {}

function order(a: FeelValue, b: FeelValue): number {
  const result = compareValues(a, b);
  if (result === undefined) throw new NoOrder();
  return result;
}

type Relation = (a: Span, b: Span) => boolean;

const before: Relation = (a, b) => {
  const gap = order(a.end, b.start);
  return gap < 0 || (gap === 0 && !(a.endIncluded && b.startIncluded));
};

const meets: Relation = (a, b) => a.endIncluded && b.startIncluded && order(a.end, b.start) === 0;

const overlaps: Relation = (a, b) => !before(a, b) && !before(b, a);

/** Negative if `a` begins earlier. */
function startOrder(a: Span, b: Span): number {
  return order(a.start, b.start) || Number(b.startIncluded) - Number(a.startIncluded);
}

/** Negative if `a` ends earlier. */
function endOrder(a: Span, b: Span): number {
  return order(a.end, b.end) || Number(a.endIncluded) - Number(b.endIncluded);
}

const includes: Relation = (a, b) => startOrder(a, b) <= 0 && endOrder(a, b) >= 0;
const finishes: Relation = (a, b) => endOrder(a, b) === 0 && startOrder(a, b) >= 0;
const starts: Relation = (a, b) => startOrder(a, b) === 0 && endOrder(a, b) <= 0;
const coincides: Relation = (a, b) => a.isPoint === b.isPoint && startOrder(a, b) === 0 && endOrder(a, b) === 0;
const overlapsBefore: Relation = (a, b) => startOrder(a, b) < 0 && overlaps(a, b) && endOrder(a, b) <= 0;
const flipped =
  (relation: Relation): Relation =>
  (a, b) =>
    relation(b, a);

type Shape = 'point' | 'range';

/** Declares a relation for the combinations of points and ranges it is meant for. */
function relation(name: string, shapes: readonly (readonly [Shape, Shape])[], test: Relation): Builtin {
  const signatures = shapes.map(([a, b]) => (a === b ? `${a}1,${b}2` : `${a},${b}`));
  return builtin(name, signatures, ([first, second], run) => {
    const a = spanOf(first);
    const b = spanOf(second);
    if (a === undefined || b === undefined) return undefined;
    try {
      const fits = shapes.some(([x, y]) => (x === 'point') === a.isPoint && (y === 'point') === b.isPoint);
      if (!fits && compareValues(a.start, b.start) !== undefined) run.fail(`Expected '${name}' to be asked of a range, but it was not`);
      return test(a, b);
    } catch (stop) {
      if (stop instanceof NoOrder) return undefined;
      throw stop;
    }
  });
}

const rangeRange = [['range', 'range']] as const;
const pointRange = [
  ['point', 'range'],
  ['range', 'range'],
] as const;
const rangePoint = [
  ['range', 'point'],
  ['range', 'range'],
] as const;
const anyAny = [
  ['point', 'point'],
  ['point', 'range'],
  ['range', 'point'],
  ['range', 'range'],
] as const;

/** Relations of points and ranges. Each answers undefined if its arguments do not fit. */
export const rangeBuiltins: readonly Builtin[] = [
  relation('before', anyAny, before),
  relation('after', anyAny, flipped(before)),
  relation('meets', rangeRange, meets),
  relation('met by', rangeRange, flipped(meets)),
  relation('overlaps', rangeRange, overlaps),
  relation('overlaps before', rangeRange, overlapsBefore),
  relation('overlaps after', rangeRange, flipped(overlapsBefore)),
  relation('finishes', pointRange, finishes),
  relation('finished by', rangePoint, flipped(finishes)),
  relation('includes', rangePoint, includes),
  relation('during', pointRange, flipped(includes)),
  relation('starts', pointRange, starts),
  relation('started by', rangePoint, flipped(starts)),
  relation('coincides', anyAny, coincides),
];
