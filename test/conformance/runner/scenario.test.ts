// The scenario format: what a line means, and that a line that means nothing is an error.
import { readdir, readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { commands } from './commands.ts';
import { parseScenarios } from './scenario.ts';

describe('parseScenarios', () => {
  test('reads words, named arguments, JSON and quoted texts', () => {
    const [scenario] = parseScenarios(
      'g',
      'scenario one\n  about a story\n  order element\n  fail job:a#1 message="two words" variables={"a": [1, "x y"]}\n',
    );
    expect(scenario).toMatchObject({ name: 'one', about: 'a story', order: 'element' });
    const step = scenario?.steps[0];
    expect(step?.verb).toBe('fail');
    expect(step?.words).toEqual(['job:a#1']);
    expect(step?.named.get('message')).toBe('"two words"');
    expect(step?.named.get('variables')).toBe('{"a": [1, "x y"]}');
  });

  test('skips comments and empty lines', () => {
    expect(parseScenarios('g', '# a word\n\nscenario one\n# another\n  cancel a#1\n')[0]?.steps).toHaveLength(1);
  });

  test('refuses a step before a scenario, a nameless scenario and open brackets, with the line', () => {
    expect(() => parseScenarios('g', 'create a\n')).toThrow('g:1: Expected to find "scenario NAME" first');
    expect(() => parseScenarios('g', '\nscenario\n')).toThrow('g:2: Expected to find a name');
    expect(() => parseScenarios('g', 'scenario one\n  create a variables={"a":1\n')).toThrow('g:2: Expected to find closed brackets');
  });
});

describe('the scenarios', async () => {
  const folder = new URL('../scenarios/', import.meta.url);
  const files = await readdir(folder);
  const texts = await Promise.all(files.map(async (file) => parseScenarios(file, await readFile(new URL(file, folder), 'utf8'))));
  const steps = texts.flat().flatMap((scenario) => scenario.steps);

  test('use known verbs only', () => {
    const known = new Set([...Object.keys(commands), 'wait', 'await', 'user-task']);
    expect(steps.filter(({ verb }) => !known.has(verb)).map(({ text }) => text)).toEqual([]);
  });

  test('use every model', async () => {
    const deployed = steps.filter(({ verb }) => verb === 'deploy').flatMap(({ words }) => words);
    const used = new Set(deployed.map((word) => (word.includes('.') ? word : `${word}.bpmn`)));
    const models = await readdir(new URL('../../models/', import.meta.url));
    expect(models.filter((model) => !used.has(model))).toEqual([]);
  });
});
