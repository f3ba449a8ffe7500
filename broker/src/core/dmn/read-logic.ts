/** Reads the logic of decisions, knowledge models and their parts; what is wrong with it goes to the reader. DMN 1.3, chapter 7; boxed iteration of DMN 1.4. */
import { attribute, type XmlElement } from '../model/xml/xml-element.ts';
import type { CalledFunction, DecisionType, Logic, NamedLogic, Parameter } from './decision-model.ts';
import { child, children, textOf, typeRefOf } from './dmn-element.ts';
import type { LogicReader } from './logic-reader.ts';
import { readTable } from './read-table.ts';

type Read = (element: XmlElement, reader: LogicReader) => Logic;

const readers: ReadonlyMap<string, readonly [DecisionType, Read]> = new Map<string, readonly [DecisionType, Read]>([
  ['decisionTable', ['DECISION_TABLE', readTable]],
  ['literalExpression', ['LITERAL_EXPRESSION', readLiteral]],
  ['context', ['CONTEXT', readContext]],
  ['list', ['LIST', readList]],
  ['relation', ['RELATION', readRelation]],
  ['invocation', ['INVOCATION', readInvocation]],
  ['functionDefinition', ['UNKNOWN', readFunction]],
  ['conditional', ['UNKNOWN', readConditional]],
  ['for', ['UNKNOWN', readFor]],
  ['filter', ['UNKNOWN', readFilter]],
  ['some', ['UNKNOWN', (element, reader) => readQuantified(element, reader, true)]],
  ['every', ['UNKNOWN', (element, reader) => readQuantified(element, reader, false)]],
]);

const noLogic: Logic = { type: 'list', items: [] };

/** The kind of logic that stands directly in the element. */
export function decisionTypeOf(element: XmlElement): DecisionType {
  const kinds = logicElements(element).map(({ name }) => readers.get(name)?.[0]);
  return kinds[0] ?? 'UNKNOWN';
}

/** True if the element is logic. */
function isLogic(element: XmlElement, parent: XmlElement): boolean {
  return element.namespace === parent.namespace && readers.has(element.name);
}

function logicElements(element: XmlElement): readonly XmlElement[] {
  return element.children.filter((one) => isLogic(one, element));
}

/** The logic within an element, which holds exactly one. */
export function readInnerLogic(element: XmlElement, reader: LogicReader): Logic {
  const [first, second] = logicElements(element);
  if (first === undefined) reader.refuse(element, 'an expression or a table within', 'there is none');
  if (second !== undefined) reader.refuse(element, 'one expression or table within', 'there are several');
  return first === undefined ? noLogic : readLogic(first, reader);
}

function readLogic(element: XmlElement, reader: LogicReader): Logic {
  return readers.get(element.name)?.[1](element, reader) ?? noLogic;
}

function readLiteral(element: XmlElement, reader: LogicReader): Logic {
  return { type: 'literal', expression: reader.expression(element) };
}

function readContext(element: XmlElement, reader: LogicReader): Logic {
  const entries: NamedLogic[] = [];
  let result: Logic | undefined;
  const all = children(element, 'contextEntry');
  for (const [i, entry] of all.entries()) {
    const variable = child(entry, 'variable');
    const logic = readInnerLogic(entry, reader);
    if (variable !== undefined) entries.push({ ...named(variable, reader), logic });
    else if (i === all.length - 1) result = logic;
    else reader.refuse(entry, '<variable> to be there but in the last entry', 'it is not');
  }
  return { type: 'context', entries, result };
}

/** Name and type of a variable, parameter or column. */
function named(element: XmlElement, reader: LogicReader): Parameter {
  const name = attribute(element, 'name').trim();
  if (name === '') reader.refuse(element, `attribute 'name' to be present and not empty`, 'it is not');
  return { name, typeRef: typeRefOf(element) };
}

function readList(element: XmlElement, reader: LogicReader): Logic {
  return { type: 'list', items: logicElements(element).map((item) => readLogic(item, reader)) };
}

function readRelation(element: XmlElement, reader: LogicReader): Logic {
  const columns = children(element, 'column').map((column) => named(column, reader));
  const rows = children(element, 'row').map((row) => {
    const cells = logicElements(row);
    if (cells.length !== columns.length) reader.refuse(row, `a row of ${columns.length} cells`, `there are ${cells.length}`);
    return columns.map((column, i): NamedLogic => {
      const cell = cells[i];
      return { ...column, logic: cell === undefined ? noLogic : readLogic(cell, reader) };
    });
  });
  return { type: 'relation', rows };
}

function readInvocation(element: XmlElement, reader: LogicReader): Logic {
  const called = reader.required(element, 'literalExpression');
  const bindings = children(element, 'binding').map((binding): NamedLogic => {
    const parameter = reader.required(binding, 'parameter');
    const name = parameter === undefined ? { name: '', typeRef: '' } : named(parameter, reader);
    return { ...name, logic: readInnerLogic(binding, reader) };
  });
  return { type: 'invocation', called: called === undefined ? { name: '' } : readCalled(called, reader), bindings };
}

/** A plain name must be that of something the node can see; whether it is a function shows when it is called. */
function readCalled(called: XmlElement, reader: LogicReader): CalledFunction {
  const text = textOf(called);
  if (reader.callable.has(text)) return { name: text };
  if (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(text)) {
    reader.refuse(called, 'the name of a required knowledge model', `there is none with name '${text.slice(0, 200)}'`);
  }
  return { expression: reader.expression(called) };
}

/** The parameters of a function or of the logic of a knowledge model. */
export function readParameters(element: XmlElement, reader: LogicReader): readonly Parameter[] {
  const kind = element.attributes.get('kind') ?? 'FEEL';
  if (kind !== 'FEEL') reader.refuse(element, `a function of kind 'FEEL'`, `it is of kind '${kind.slice(0, 100)}'`);
  return children(element, 'formalParameter').map((parameter) => named(parameter, reader));
}

function readFunction(element: XmlElement, reader: LogicReader): Logic {
  return { type: 'function', parameters: readParameters(element, reader), body: readInnerLogic(element, reader) };
}

/** The logic of a part that must be there. */
function part(element: XmlElement, name: string, reader: LogicReader): Logic {
  const found = reader.required(element, name);
  return found === undefined ? noLogic : readInnerLogic(found, reader);
}

function readConditional(element: XmlElement, reader: LogicReader): Logic {
  return {
    type: 'conditional',
    condition: part(element, 'if', reader),
    then: part(element, 'then', reader),
    otherwise: part(element, 'else', reader),
  };
}

function readFor(element: XmlElement, reader: LogicReader): Logic {
  const variable = attribute(element, 'iteratorVariable');
  return { type: 'for', variable, source: part(element, 'in', reader), body: part(element, 'return', reader) };
}

function readFilter(element: XmlElement, reader: LogicReader): Logic {
  return { type: 'filter', source: part(element, 'in', reader), match: part(element, 'match', reader) };
}

function readQuantified(element: XmlElement, reader: LogicReader, decisive: boolean): Logic {
  const variable = attribute(element, 'iteratorVariable');
  return { type: 'quantified', decisive, variable, source: part(element, 'in', reader), body: part(element, 'satisfies', reader) };
}
