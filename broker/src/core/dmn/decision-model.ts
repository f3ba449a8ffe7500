/** A decision model ready to be evaluated: decisions, what they require, and their logic with compiled expressions. Plain data, never changed. */
import type { Expression } from '../feel/expression.ts';

/** One file: a decision requirements graph. */
export interface DecisionGraph {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  /** By id, in file order. Requirements lead to each other without circles. */
  readonly decisions: ReadonlyMap<string, Decision>;
  /** Business knowledge models that have logic, by id. */
  readonly knowledge: ReadonlyMap<string, KnowledgeModel>;
}

/** The kinds of logic a decision can have, as records name them. Those of DMN 1.4 that the reference lacks have no name there. */
export type DecisionType = 'DECISION_TABLE' | 'LITERAL_EXPRESSION' | 'CONTEXT' | 'LIST' | 'RELATION' | 'INVOCATION' | 'UNKNOWN';

/** What decisions and knowledge models have in common. */
export interface GraphNode {
  readonly id: string;
  readonly name: string;
  /** The name others see it by: that of its variable, otherwise its id. */
  readonly variable: string;
  /** The type its result is checked against; empty for none. */
  readonly typeRef: string;
  readonly type: DecisionType;
  readonly logic: Logic;
  /** Ids of knowledge models it may call. */
  readonly requiredKnowledge: readonly string[];
}

/** A decision. */
export interface Decision extends GraphNode {
  /** Empty for none. */
  readonly versionTag: string;
  /** Ids of decisions evaluated before it. */
  readonly requiredDecisions: readonly string[];
}

/** A function that decisions call by its name. */
export interface KnowledgeModel extends GraphNode {
  readonly parameters: readonly Parameter[];
}

/** A parameter of a function; arguments are checked against its type unless that is empty. */
export interface Parameter {
  readonly name: string;
  readonly typeRef: string;
}

/** A name with the logic of its value. */
export interface NamedLogic {
  readonly name: string;
  /** Empty for none. */
  readonly typeRef: string;
  readonly logic: Logic;
}

/** What an invocation calls: a name, which need not be one of FEEL, or an expression whose value is a function. */
export type CalledFunction = { readonly name: string } | { readonly expression: Expression };

/** How a value is found. DMN 1.3, chapters 7 (expressions) and 8 (decision tables); `conditional` to `quantified` are of DMN 1.4. */
export type Logic =
  | { readonly type: 'literal'; readonly expression: Expression }
  | DecisionTable
  | { readonly type: 'context'; readonly entries: readonly NamedLogic[]; readonly result: Logic | undefined }
  | { readonly type: 'list'; readonly items: readonly Logic[] }
  | { readonly type: 'relation'; readonly rows: readonly (readonly NamedLogic[])[] }
  | { readonly type: 'invocation'; readonly called: CalledFunction; readonly bindings: readonly NamedLogic[] }
  | { readonly type: 'function'; readonly parameters: readonly Parameter[]; readonly body: Logic }
  | { readonly type: 'conditional'; readonly condition: Logic; readonly then: Logic; readonly otherwise: Logic }
  | { readonly type: 'for'; readonly variable: string; readonly source: Logic; readonly body: Logic }
  | { readonly type: 'filter'; readonly source: Logic; readonly match: Logic }
  | { readonly type: 'quantified'; readonly decisive: boolean; readonly variable: string; readonly source: Logic; readonly body: Logic };

/** How the results of several matching rules become one. */
export type HitPolicy = 'UNIQUE' | 'ANY' | 'FIRST' | 'PRIORITY' | 'RULE ORDER' | 'OUTPUT ORDER' | 'COLLECT';

/** What is made of collected results. */
export type Aggregator = 'SUM' | 'MIN' | 'MAX' | 'COUNT';

/** A decision table. Rules have as many tests as there are inputs, and as many results as there are outputs. */
export interface DecisionTable {
  readonly type: 'table';
  readonly hitPolicy: HitPolicy;
  /** Only with COLLECT. */
  readonly aggregator: Aggregator | undefined;
  readonly inputs: readonly TableInput[];
  readonly outputs: readonly TableOutput[];
  readonly rules: readonly TableRule[];
}

/** A column whose value is tested. */
export interface TableInput {
  readonly id: string;
  /** The label, otherwise the expression. */
  readonly name: string;
  readonly expression: Expression;
}

/** A column that rules give results for. */
export interface TableOutput {
  readonly id: string;
  /** The key of the result among several. */
  readonly name: string;
  /** The label, otherwise the name. */
  readonly label: string;
  /** Allowed values as texts of expressions, best first. */
  readonly values: readonly string[];
  /** The result when no rule matches. */
  readonly otherwise: Expression | undefined;
}

/** One row. */
export interface TableRule {
  readonly id: string;
  readonly tests: readonly Expression[];
  readonly results: readonly Expression[];
}
