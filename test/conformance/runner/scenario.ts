// Reads the scenario text format: named lists of steps that address every key by name. It performs nothing.

/** One line of a scenario: a verb, its positional words and its `name=value` arguments. */
export interface Step {
  readonly verb: string;
  readonly words: readonly string[];
  readonly named: ReadonlyMap<string, string>;
  readonly text: string;
  readonly line: number;
}

/** How two traces of a scenario are compared: event by event, or per element instance where concurrent paths may interleave. */
export type Order = 'whole' | 'element';

/** One named story against a broker. */
export interface Scenario {
  readonly name: string;
  readonly group: string;
  readonly about: string;
  readonly order: Order;
  readonly steps: readonly Step[];
}

interface Draft {
  name: string;
  about: string;
  order: Order;
  steps: Step[];
}

/**
 * Reads one file of scenarios. Errors name file and line, since a scenario that is skipped silently proves nothing.
 * The text `${run}` stays as it is: the driver replaces it by a word that is unique for the run.
 */
export function parseScenarios(group: string, text: string): readonly Scenario[] {
  const drafts: Draft[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    const content = raw.trim();
    if (content === '' || content.startsWith('#')) continue;
    const fail = (why: string): never => {
      throw new Error(`${group}:${index + 1}: ${why}: ${content}`);
    };
    const [verb = '', ...rest] = tokens(content, fail);
    if (verb === 'scenario') {
      drafts.push({ name: rest[0] ?? fail('Expected to find a name'), about: '', order: 'whole', steps: [] });
      continue;
    }
    const draft = drafts.at(-1) ?? fail('Expected to find "scenario NAME" first');
    if (verb === 'about') draft.about = content.slice('about'.length).trim();
    else if (verb === 'order') draft.order = rest[0] === 'element' ? 'element' : fail('Expected to find "order element"');
    else draft.steps.push(step(verb, rest, content, index + 1));
  }
  return drafts.map((draft) => ({ ...draft, group }));
}

function step(verb: string, rest: readonly string[], text: string, line: number): Step {
  const words: string[] = [];
  const named = new Map<string, string>();
  for (const token of rest) {
    const match = /^([a-z][a-zA-Z-]*)=(.*)$/s.exec(token);
    if (match?.[1] === undefined || match[2] === undefined) words.push(token);
    else named.set(match[1], match[2]);
  }
  return { verb, words, named, text, line };
}

/** Splits at blanks, but not inside JSON objects, lists and texts. */
function tokens(content: string, fail: (why: string) => never): readonly string[] {
  const found: string[] = [];
  let current = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < content.length; at += 1) {
    const char = content.charAt(at);
    if (char === ' ' && depth === 0 && !quoted) {
      if (current !== '') found.push(current);
      current = '';
      continue;
    }
    current += char;
    if (quoted && char === '\\') {
      at += 1;
      current += content.charAt(at);
    } else if (char === '"') quoted = !quoted;
    else if (!quoted && (char === '{' || char === '[')) depth += 1;
    else if (!quoted && (char === '}' || char === ']')) depth -= 1;
  }
  if (depth !== 0 || quoted) fail('Expected to find closed brackets and quotes');
  if (current !== '') found.push(current);
  return found;
}
