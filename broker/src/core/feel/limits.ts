/** The bounds of the expression language: everything an expression may make grow has its named limit here. */

/** Longest expression text that is compiled, in UTF-16 units. */
export const expressionLengthMax = 65_536;

/** Deepest nesting of an expression's parts, in levels; keeps the parser and the closures off the end of the stack. */
export const expressionDepthMax = 200;

/** Most operations inside each other, chains such as `a + b + c` included, in levels. */
export const expressionHeightMax = 1_000;

/** Most steps (operations, iterations, calls) one evaluation may take. */
export const evaluationStepsMax = 1_000_000;

/** Deepest chain of calls of user-defined functions, in calls. */
export const callDepthMax = 100;

/** Most items a list made by an expression may have, in items. */
export const listItemsMax = 1_000_000;

/** Longest text an expression may make, in UTF-16 units. */
export const stringLengthMax = 8_000_000;

/** Longest JSON text of a result, of all targets of an element's mappings, or of a collected list, in UTF-16 units: each goes into one record of the log. */
export const jsonLengthMax = 10_000_000;

/** Most warnings kept of one evaluation; later ones are dropped. */
export const warningsMax = 50;

/** Longest text of a value inside a warning, in UTF-16 units. */
export const warningValueLengthMax = 200;

/** Longest regular expression that is compiled, in UTF-16 units. */
export const patternLengthMax = 1_000;

/** Largest exponent of `**` computed exactly; above it the result is taken from binary floating point. */
export const exponentMax = 999_999_999;

/** Deepest nesting of a JSON text that is read or written, in levels. */
export const jsonDepthMax = 500;
