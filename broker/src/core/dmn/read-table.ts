/** Reads a decision table; what is wrong with it goes to the reader. DMN 1.3, chapter 8. */
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';
import type { Aggregator, DecisionTable, HitPolicy, TableInput, TableOutput, TableRule } from './decision-model.ts';
import { child, children, textOf } from './dmn-element.ts';
import { TABLE_COLUMNS_MAX, TABLE_RULES_MAX } from './dmn-limits.ts';
import type { LogicReader } from './logic-reader.ts';

const hitPolicies: ReadonlySet<string> = new Set<HitPolicy>([
  'UNIQUE',
  'ANY',
  'FIRST',
  'PRIORITY',
  'RULE ORDER',
  'OUTPUT ORDER',
  'COLLECT',
]);
const aggregators: ReadonlySet<string> = new Set<Aggregator>(['SUM', 'MIN', 'MAX', 'COUNT']);

/** The table of `<decisionTable>`. */
export function readTable(element: XmlElement, reader: LogicReader): DecisionTable {
  const inputs = children(element, 'input').map((input) => readInput(input, reader));
  const outputs = children(element, 'output').map((output) => readOutput(output, reader));
  checkOutputs(element, outputs, reader);
  const rules = children(element, 'rule');
  if (rules.length > TABLE_RULES_MAX) reader.refuse(element, `at most ${TABLE_RULES_MAX} rules`, `there are ${rules.length}`);
  if (inputs.length + outputs.length > TABLE_COLUMNS_MAX) {
    reader.refuse(element, `at most ${TABLE_COLUMNS_MAX} inputs and outputs`, `there are ${inputs.length + outputs.length}`);
  }
  const hitPolicy = readHitPolicy(element, reader);
  return {
    type: 'table',
    hitPolicy,
    aggregator: readAggregator(element, hitPolicy, outputs.length, reader),
    inputs,
    outputs,
    rules: rules.slice(0, TABLE_RULES_MAX).map((rule) => readRule(rule, inputs.length, outputs.length, reader)),
  };
}

function isHitPolicy(text: string): text is HitPolicy {
  return hitPolicies.has(text);
}

function readHitPolicy(element: XmlElement, reader: LogicReader): HitPolicy {
  const text = element.attributes.get('hitPolicy') ?? 'UNIQUE';
  if (isHitPolicy(text)) return text;
  reader.refuse(element, `attribute 'hitPolicy' to be one of ${[...hitPolicies].join(', ')}`, `it is '${text.slice(0, 100)}'`);
  return 'UNIQUE';
}

function isAggregator(text: string): text is Aggregator {
  return aggregators.has(text);
}

/** An aggregation beside any other hit policy than COLLECT has no meaning and is passed over. */
function readAggregator(element: XmlElement, hitPolicy: HitPolicy, outputs: number, reader: LogicReader): Aggregator | undefined {
  const text = element.attributes.get('aggregation');
  if (text === undefined) return undefined;
  if (!isAggregator(text)) {
    reader.refuse(element, `attribute 'aggregation' to be one of ${[...aggregators].join(', ')}`, `it is '${text.slice(0, 100)}'`);
    return undefined;
  }
  if (hitPolicy !== 'COLLECT') return undefined;
  if (outputs > 1) reader.refuse(element, `one output beside aggregation '${text}'`, `there are ${outputs}`);
  return text;
}

function readInput(element: XmlElement, reader: LogicReader): TableInput {
  const inner = reader.required(element, 'inputExpression');
  const expression = inner === undefined ? reader.missing : reader.expression(inner);
  return { id: attribute(element, 'id'), name: attribute(element, 'label') || expression.text, expression };
}

function readOutput(element: XmlElement, reader: LogicReader): TableOutput {
  const name = attribute(element, 'name');
  const values = child(element, 'outputValues');
  const otherwise = child(element, 'defaultOutputEntry');
  return {
    id: attribute(element, 'id'),
    name,
    label: attribute(element, 'label') || name,
    values: values === undefined ? [] : splitValues(textOf(values)),
    otherwise: otherwise === undefined ? undefined : reader.expression(otherwise),
  };
}

/** The parts between the commas that stand in no text, list or context. */
export function splitValues(text: string): readonly string[] {
  const parts = text.match(/(?:"(?:[^"\\]|\\[\s\S])*"|\[[^\]]*\]|\([^)]*\)|\{[^}]*\}|[^,])+/g) ?? [];
  return parts.map((part) => part.trim());
}

function checkOutputs(element: XmlElement, outputs: readonly TableOutput[], reader: LogicReader): void {
  if (outputs.length === 0) reader.refuse(element, 'at least one <output>', 'there is none');
  if (outputs.length < 2) return;
  for (const output of children(element, 'output')) {
    if (attribute(output, 'name') === '')
      reader.refuse(output, `attribute 'name' to be present where there are several outputs`, 'it is not');
  }
}

/** Tests beyond the inputs and results beyond the outputs are passed over; missing tests fit any value. */
function readRule(element: XmlElement, inputs: number, outputs: number, reader: LogicReader): TableRule {
  return {
    id: attribute(element, 'id'),
    tests: children(element, 'inputEntry')
      .slice(0, inputs)
      .map((entry) => reader.tests(entry)),
    results: children(element, 'outputEntry')
      .slice(0, outputs)
      .map((entry) => reader.expression(entry)),
  };
}
