/** The models that the reference broker was driven with: what it took is read here, what it refused is refused. */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBpmn } from './bpmn-model.ts';
import { problemText } from './problem.ts';

const folder = new URL('../../../../test/models/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.bpmn'));
const isRefused = (name: string): boolean => name.startsWith('refused-') || name === 'broken.bpmn';

function read(name: string): ReturnType<typeof readBpmn> {
  return readBpmn(readFileSync(new URL(name, folder), 'utf8'));
}

describe('models that the reference takes', () => {
  it.each(files.filter((name) => !isRefused(name)))('%s', (name) => {
    const model = read(name);
    expect('problems' in model ? problemText(name, model.problems) : 'fine').toBe('fine');
  });
});

describe('models that the reference refuses', () => {
  it.each(files.filter(isRefused))('%s', (name) => {
    const model = read(name);
    expect('problems' in model && model.problems.length).toBeGreaterThan(0);
  });
});
