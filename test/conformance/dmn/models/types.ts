/** Models of types of variables, each with a value of every type. */
import { decisionXml as decision, dmnXml, literalXml as literal } from '../../../../broker/src/core/dmn/testing/dmn-xml.ts';
import type { Question } from './question.ts';

const typeNames = [
  'string',
  'number',
  'boolean',
  'date',
  'time',
  'dateTime',
  'date and time',
  'dayTimeDuration',
  'yearMonthDuration',
  'days and time duration',
  'Any',
  'integer',
  'double',
  'long',
  'String',
  'feel:number',
  'list',
  'context',
  'tOwn',
  '',
];
const valuesOfTypes = [
  '1',
  '"a"',
  'true',
  'null',
  '1.5',
  'date("2024-01-01")',
  'time("10:00:00")',
  'date and time("2024-01-01T10:00:00")',
  'duration("P1D")',
  'duration("P1M")',
  '[1]',
  '{a:1}',
  'time("10:00:00Z")',
  'date and time("2024-01-01T10:00:00Z")',
];

/** Types by values. */
export const types: readonly Question[] = typeNames.map((typeRef) => ({
  name: `type ${typeRef}`,
  xml: dmnXml(
    `<itemDefinition name="tOwn"><typeRef>string</typeRef></itemDefinition>${valuesOfTypes.map((text, i) => decision(`d${i}`, literal(text), [], `<variable name="v" typeRef="${typeRef}"/>`)).join('')}`,
  ),
  asked: valuesOfTypes.map((_, i): readonly [string, string] => [`d${i}`, '{}']),
}));
