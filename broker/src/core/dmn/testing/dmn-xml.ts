/** Writes DMN files for tests. A row of a table is `tests => results`, separated by `|`. No rules here: what is written may be wrong. */

/** What a decision table is written from. */
export interface TableDraft {
  /** Attributes of the table, such as `hitPolicy="FIRST"`. */
  readonly policy?: string;
  /** Expressions of the inputs. */
  readonly inputs: readonly string[];
  /** Names of the outputs; behind `=` the default, behind `:` the allowed values. */
  readonly outputs: readonly string[];
  /** `test | test => result | result`. */
  readonly rules: readonly string[];
}

/** Text as it stands in XML. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

function entry(name: string, text: string, id: string): string {
  return `<${name}${id === '' ? '' : ` id="${id}"`}><text>${escaped(text)}</text></${name}>`;
}

function input(text: string, id: string): string {
  return `<input id="${id}"><inputExpression><text>${escaped(text)}</text></inputExpression></input>`;
}

function output(draft: string, id: string): string {
  const [, name = '', values, otherwise] = /^([^:=]*)(?::([^=]*))?(?:=(.*))?$/.exec(draft) ?? [];
  const allowed = values === undefined ? '' : entry('outputValues', values, '');
  const standard = otherwise === undefined ? '' : entry('defaultOutputEntry', otherwise, '');
  return `<output id="${id}"${name === '' ? '' : ` name="${escaped(name)}"`}>${allowed}${standard}</output>`;
}

function rule(draft: string, id: string): string {
  const [tests = '', results = ''] = draft.split('=>');
  const cells = (text: string): readonly string[] => (text.trim() === '' ? [] : text.split('|').map((cell) => cell.trim()));
  const inputs = cells(tests).map((cell, i) => entry('inputEntry', cell, `${id}i${i}`));
  const outputs = cells(results).map((cell, i) => entry('outputEntry', cell, `${id}o${i}`));
  return `<rule id="${id}">${inputs.join('')}${outputs.join('')}</rule>`;
}

/** A decision table; ids begin with `prefix`, ids of rules are `<prefix>r1` and so on. */
export function tableXml({ policy = '', inputs, outputs, rules }: TableDraft, prefix = 't'): string {
  const parts = [
    ...inputs.map((text, i) => input(text, `${prefix}in${i}`)),
    ...outputs.map((draft, i) => output(draft, `${prefix}out${i}`)),
    ...rules.map((draft, i) => rule(draft, `${prefix}r${i + 1}`)),
  ];
  return `<decisionTable id="${prefix}" ${policy}>${parts.join('')}</decisionTable>`;
}

/** A literal expression. */
export function literalXml(text: string): string {
  return `<literalExpression><text>${escaped(text)}</text></literalExpression>`;
}

/** A decision of any logic; `needs` are ids of decisions, those that begin with `!` of knowledge models. */
export function decisionXml(id: string, logic: string, needs: readonly string[] = [], variable = ''): string {
  const decisions = needs.filter((need) => !need.startsWith('!'));
  const models = needs.filter((need) => need.startsWith('!')).map((need) => need.slice(1));
  const requirements = [
    ...decisions.map((need) => `<informationRequirement><requiredDecision href="#${need}"/></informationRequirement>`),
    ...models.map((need) => `<knowledgeRequirement><requiredKnowledge href="#${need}"/></knowledgeRequirement>`),
  ];
  return `<decision id="${id}" name="Name of ${id}">${variable}${requirements.join('')}${logic}</decision>`;
}

/** A knowledge model, called by its id as name; `parameters` are names. */
export function knowledgeXml(id: string, parameters: readonly string[], logic: string, rest = ''): string {
  const formal = parameters.map((name) => `<formalParameter name="${name}"/>`).join('');
  return `<businessKnowledgeModel id="${id}" name="${id}"><variable name="${id}"/><encapsulatedLogic>${formal}${logic}</encapsulatedLogic>${rest}</businessKnowledgeModel>`;
}

/** The namespace of DMN 1.3, which modelers write. */
export const DMN_13 = 'https://www.omg.org/spec/DMN/20191111/MODEL/';

/** A whole file. */
export function dmnXml(body: string, namespace: string = DMN_13): string {
  return `<?xml version="1.0" encoding="UTF-8"?><definitions xmlns="${namespace}" id="graph" name="Graph" namespace="http://example.com/dmn">${body}</definitions>`;
}
