/** Prints what compiling and evaluating expressions costs, one JSON line per case. Run it bundled or with a Node that strips types: `node test/bench/feel.ts`. */

import { compileExpression, type FeelClock, type Scope } from '../../broker/src/core/feel/expression.ts';
import { fromJson, toJson } from '../../broker/src/core/feel/json.ts';
import type { FeelValue } from '../../broker/src/core/feel/value.ts';

const clock: FeelClock = { nowMs: 0, zone: 'Z', random: () => 0.5 };
const variables = new Map<string, FeelValue>([
  ['x', 7],
  ['y', 'a'],
  ['price', fromJson('12.50')],
  ['order', fromJson('{"id":"o-1","total":12.5,"lines":[{"sku":"a","count":2},{"sku":"b","count":3}]}')],
]);
const scope: Scope = { lookup: (name) => variables.get(name) };

const tenMappings = `{${Array.from({ length: 10 }, (_, i) => `m${i}: ${['order.id', 'x + 1', 'y', 'order.total', 'x > 3'][i % 5]}`).join(', ')}}`;
const tenLines = `{
  total: sum(for line in order.lines return line.count * price),
  heavy: some line in order.lines satisfies line.count > 10,
  first: order.lines[1].sku,
  many: count(order.lines[count > 2]),
  label: if x > 5 and y = "a" then upper case(order.id) else "none",
  due: date and time("2024-01-31T10:00:00Z") + duration("PT26H"),
  range: x in [1..10],
  share: decimal(order.total / 3, 2),
  merged: context put(order, "seen", true)
}`;

/** Nanoseconds of one call, the best of five rounds. */
function nanosOf(work: () => unknown, calls: number): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round++) {
    const start = process.hrtime.bigint();
    for (let i = 0; i < calls; i++) work();
    best = Math.min(best, Number(process.hrtime.bigint() - start) / calls);
  }
  return Math.round(best);
}

function print(name: string, work: () => unknown, calls: number): void {
  nanosOf(work, Math.ceil(calls / 10));
  process.stdout.write(`${JSON.stringify({ bench: 'feel', case: name, nanos: nanosOf(work, calls) })}\n`);
}

function evaluation(text: string): () => unknown {
  const compiled = compileExpression(text);
  if ('problem' in compiled) throw new Error(compiled.problem);
  const { expression } = compiled;
  return () => expression.evaluate(scope, clock);
}

print('evaluate constant', evaluation('42'), 200_000);
print('evaluate x > 5 and y = "a"', evaluation('x > 5 and y = "a"'), 200_000);
print('evaluate decimals price * x / 3', evaluation('price * x / 3'), 50_000);
print('evaluate ten mappings', evaluation(tenMappings), 50_000);
print('evaluate ten lines', evaluation(tenLines), 5_000);
print('compile x > 5 and y = "a"', () => compileExpression('x > 5 and y = "a"'), 20_000);
print('compile ten lines', () => compileExpression(tenLines), 2_000);
const json = toJson(variables.get('order') ?? null);
print('read JSON of 90 characters', () => fromJson(json), 50_000);
print('write JSON of 90 characters', () => toJson(variables.get('order') ?? null), 50_000);
