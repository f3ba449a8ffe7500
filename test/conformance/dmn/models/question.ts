/** What a question is, and the short ways to write one. */
import { decisionXml as decision, dmnXml, type TableDraft, tableXml } from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';

/** A file with what is asked of it: decision id and variables. */
export interface Question {
  readonly name: string;
  readonly xml: string;
  readonly asked: readonly (readonly [string, string])[];
}

/** Nothing, numbers, a text and null. */
export const someNumbers = ['{}', '{"n":0}', '{"n":1}', '{"n":2}', '{"n":3}', '{"n":"a"}', '{"n":null}'];

/** Asks one decision with several variables. */
export function ask(name: string, body: string, variables: readonly string[] = ['{}'], id = 'd'): Question {
  return { name, xml: dmnXml(body), asked: variables.map((json) => [id, json]) };
}

/** Asks one table. */
export function table(name: string, draft: TableDraft, variables: readonly string[] = someNumbers, variable = ''): Question {
  return ask(name, decision('d', tableXml(draft), [], variable), variables);
}
