/** What a decision model and its evaluation may be at most. Named bounds only. */

/** Decisions and knowledge models of a file. */
export const GRAPH_NODES_MAX = 2_000;

/** Requirements on the longest way through a graph, in decisions; keeps evaluation off the end of the stack. */
export const GRAPH_DEPTH_MAX = 200;

/** Rules of a decision table. */
export const TABLE_RULES_MAX = 20_000;

/** Columns of a decision table, inputs and outputs together. */
export const TABLE_COLUMNS_MAX = 500;

/** Decisions and calls of knowledge models of one evaluation: shared decisions are evaluated once for each that requires them, which doubles with every level. */
export const EVALUATED_DECISIONS_MAX = 1_000;

/** Calls of knowledge models inside each other. */
export const KNOWLEDGE_DEPTH_MAX = 50;

/** Steps of all expressions of one evaluation; a cell of a table is a step, too. */
export const DECISION_STEPS_MAX = 1_000_000;

/** JSON of all inputs, outputs and results of one evaluation, in UTF-16 units: they go into one record. */
export const EVALUATED_CHARACTERS_MAX = 3_000_000;
