/** The parts of a parsed expression; plain data between parser and compiler. */

import type { FeelType } from './type.ts';
import type { FeelValue } from './value.ts';

/** Operators that compute. */
export type ArithmeticOperator = '+' | '-' | '*' | '/' | '**';
/** Operators that compare. */
export type ComparisonOperator = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** Arguments of a call, in order or by name. */
export type Arguments =
  | { readonly by: 'position'; readonly values: readonly Node[] }
  | { readonly by: 'name'; readonly names: readonly string[]; readonly values: readonly Node[] };

/** One `name in list` of a loop; with `to`, the range from `source` to `to`. */
export interface Iterator {
  readonly name: string;
  readonly source: Node;
  readonly to: Node | undefined;
}

/** One entry of a context. */
export interface Entry {
  readonly name: string;
  readonly value: Node;
}

/** A parameter of a function; without a type it takes any value. */
export interface Parameter {
  readonly name: string;
  readonly type: FeelType | undefined;
}

/** A range literal, `[a..b]` with either side open or closed; in `(< b)` and its like one side is without end. */
export interface RangeNode {
  readonly type: 'range';
  readonly start: Node | undefined;
  readonly end: Node | undefined;
  readonly startIncluded: boolean;
  readonly endIncluded: boolean;
}

/** Any part of an expression. */
export type Node =
  | { readonly type: 'literal'; readonly value: FeelValue }
  | { readonly type: 'name'; readonly name: string }
  | { readonly type: 'negate'; readonly operand: Node }
  | { readonly type: 'arithmetic'; readonly operator: ArithmeticOperator; readonly left: Node; readonly right: Node }
  | { readonly type: 'comparison'; readonly operator: ComparisonOperator; readonly left: Node; readonly right: Node }
  | { readonly type: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly type: 'between'; readonly value: Node; readonly low: Node; readonly high: Node }
  | { readonly type: 'in'; readonly value: Node; readonly tests: readonly Test[] }
  | { readonly type: 'instance'; readonly value: Node; readonly of: FeelType }
  | { readonly type: 'if'; readonly condition: Node; readonly then: Node; readonly otherwise: Node }
  | { readonly type: 'for'; readonly iterators: readonly Iterator[]; readonly body: Node }
  | { readonly type: 'some' | 'every'; readonly iterators: readonly Iterator[]; readonly body: Node }
  | { readonly type: 'function'; readonly parameters: readonly Parameter[]; readonly body: Node }
  | { readonly type: 'call'; readonly name: string; readonly arguments: Arguments }
  | { readonly type: 'invoke'; readonly target: Node; readonly arguments: Arguments }
  | { readonly type: 'method'; readonly target: Node; readonly name: string; readonly arguments: Arguments }
  | { readonly type: 'path'; readonly target: Node; readonly name: string }
  | { readonly type: 'filter'; readonly target: Node; readonly condition: Node }
  | { readonly type: 'list'; readonly items: readonly Node[] }
  | { readonly type: 'context'; readonly entries: readonly Entry[] }
  | RangeNode
  | { readonly type: 'tests'; readonly tests: readonly Test[] };

/** A test of an input value: right of `in`, or an input entry of a decision table. A bare literal only asks for equality. */
export type Test =
  | { readonly type: 'any' }
  | { readonly type: 'not'; readonly tests: readonly Test[] }
  | { readonly type: 'compare'; readonly operator: ComparisonOperator; readonly operand: Node }
  | { readonly type: 'within'; readonly range: RangeNode }
  | { readonly type: 'value'; readonly value: Node; readonly isLiteral: boolean };
