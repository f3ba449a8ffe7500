/** Writes the boxed expressions of DMN. No rules here: what is written may be wrong. */
import { literalXml as literal, tableXml } from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';

/** A context; `result` is the last entry. */
export const context = (entries: readonly (readonly [string, string])[], result = ''): string =>
  `<context>${entries.map(([name, logic]) => `<contextEntry><variable name="${name}"/>${logic}</contextEntry>`).join('')}${result === '' ? '' : `<contextEntry>${result}</contextEntry>`}</context>`;
/** A list of any logic. */
export const list = (...logics: readonly string[]): string => `<list>${logics.join('')}</list>`;
/** A relation of expressions. */
export const relation = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  `<relation>${columns.map((name) => `<column name="${name}"/>`).join('')}${rows.map((row) => `<row>${row.map(literal).join('')}</row>`).join('')}</relation>`;
/** An invocation of a name. */
export const invocation = (called: string, bindings: readonly (readonly [string, string])[]): string =>
  `<invocation>${literal(called)}${bindings.map(([name, logic]) => `<binding><parameter name="${name}"/>${logic}</binding>`).join('')}</invocation>`;
/** A function definition. */
export const definition = (parameters: readonly string[], logic: string, kind = ''): string =>
  `<functionDefinition ${kind}>${parameters.map((name) => `<formalParameter name="${name}"/>`).join('')}${logic}</functionDefinition>`;
/** A table of `n`, small enough to stand inside of something. */
export const innerTable = tableXml({ policy: 'hitPolicy="FIRST"', inputs: ['n'], outputs: ['r'], rules: ['> 1 => "big"', '- => "small"'] });
