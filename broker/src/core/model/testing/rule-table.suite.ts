/** Runs tables of models against the deploy rules. With `WRITE_MODELS=FOLDER` each model is also written there, so that another broker can be asked. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBpmn } from '../bpmn-model.ts';

/** A model that is taken; or, with id and message, that is refused for one problem of this element whose message contains this text. */
export type RuleCase = readonly [name: string, xml: string, elementId?: string, message?: string];

/** Checks every row: problems beside the expected one are a failure, too. */
export function ruleTable(group: string, cases: readonly RuleCase[]): void {
  describe(`rules: ${group}`, () => {
    it.each(cases.map((row) => ({ name: row[0], row })))('$name', ({ row }) => check(group, ...row));
  });
}

function check(group: string, name: string, xml: string, elementId?: string, message = ''): void {
  write(group, name, xml);
  const model = readBpmn(xml);
  const problems = 'problems' in model ? model.problems : [];
  if (elementId === undefined) {
    expect(problems).toEqual([]);
    return;
  }
  expect(problems.map((one) => one.elementId)).toEqual([elementId]);
  expect(message).not.toBe('');
  expect(problems[0]?.message).toContain(message);
}

function write(group: string, name: string, xml: string): void {
  const folder = process.env.WRITE_MODELS;
  if (folder === undefined) return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}/${`${group} ${name}`.replaceAll(/[^\w-]+/g, '_')}.bpmn`, xml);
}
