/** Valid models broken at random: reading them never throws, ends soon, and says what is wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBpmn } from './bpmn-model.ts';
import { PROBLEMS_MAX } from './problem.ts';
import { definitions, file, process, tag } from './testing/bpmn-xml.ts';

const folder = new URL('../../../../test/models/', import.meta.url);
const models = readdirSync(folder)
  .filter((name) => name.endsWith('.bpmn'))
  .map((name) => readFileSync(new URL(name, folder), 'utf8'));

/** Either processes, or problems that read as they should. */
function expectSound(xml: string): void {
  const model = readBpmn(xml);
  if ('processes' in model) {
    expect(model.processes.length).toBeGreaterThan(0);
    return;
  }
  expect(model.problems.length).toBeGreaterThan(0);
  expect(model.problems.length).toBeLessThanOrEqual(PROBLEMS_MAX);
  for (const one of model.problems) expect(one.message).toMatch(/^Expected [^]+, but /);
}

const model = fc.constantFrom(...models);
const place = fc.double({ min: 0, max: 1, noNaN: true });

describe('broken models', () => {
  it('cut anywhere', () => {
    fc.assert(
      fc.property(model, place, (xml, at) => expectSound(xml.slice(0, Math.floor(at * xml.length)))),
      { numRuns: 200 },
    );
  });

  it('with a piece left out', () => {
    fc.assert(
      fc.property(model, place, fc.integer({ min: 1, max: 60 }), (xml, at, length) => {
        const from = Math.floor(at * xml.length);
        expectSound(xml.slice(0, from) + xml.slice(from + length));
      }),
      { numRuns: 300 },
    );
  });

  it('with a tag left out or doubled', () => {
    fc.assert(
      fc.property(model, place, fc.constantFrom(0, 2), (xml, at, times) => {
        const tags = [...xml.matchAll(/<[a-z][^>]*\/>/g)];
        const chosen = tags[Math.floor(at * tags.length)];
        if (chosen === undefined) return;
        expectSound(xml.slice(0, chosen.index) + chosen[0].repeat(times) + xml.slice(chosen.index + chosen[0].length));
      }),
      { numRuns: 300 },
    );
  });

  it('with an attribute that says something else', () => {
    const value = fc.constantFrom('', '=', '=1 +', '=x', 'x', 'true', 'false', '0', '-1', 'start', 'process', '__proto__', 'constructor');
    fc.assert(
      fc.property(model, place, value, (xml, at, other) => {
        const attributes = [...xml.matchAll(/="[^"]*"/g)];
        const chosen = attributes[Math.floor(at * attributes.length)];
        if (chosen === undefined) return;
        expectSound(`${xml.slice(0, chosen.index)}="${other}"${xml.slice(chosen.index + chosen[0].length)}`);
      }),
      { numRuns: 600 },
    );
  });

  it('with one element under the name of another', () => {
    fc.assert(
      fc.property(model, place, place, (xml, one, two) => {
        const names = [...new Set([...xml.matchAll(/<bpmn:(\w+)/g)].map((match) => match[1] ?? ''))];
        const [from, to] = [names[Math.floor(one * names.length)], names[Math.floor(two * names.length)]];
        expectSound(xml.replace(new RegExp(`(</?bpmn:)${from ?? ''}\\b`, 'g'), `$1${to ?? ''}`));
      }),
      { numRuns: 300 },
    );
  });
});

describe('large models', () => {
  const many = (count: number, write: (at: number) => string): string => Array.from({ length: count }, (_, at) => write(at)).join('');
  const start = tag('bpmn:startEvent', { id: 's' });
  const chain = many(
    8_000,
    (at) => `<bpmn:task id="t${at}"/><bpmn:sequenceFlow id="f${at}" sourceRef="t${at}" targetRef="t${(at + 1) % 8_000}"/>`,
  );

  it.each([
    ['a loop of thousands of tasks', file([start, chain])],
    [
      'thousands of links of one name',
      file([
        start,
        many(8_000, (at) => `<bpmn:intermediateCatchEvent id="c${at}"><bpmn:linkEventDefinition name="l"/></bpmn:intermediateCatchEvent>`),
      ]),
    ],
    [
      'thousands of handlers of one error',
      file([
        start,
        '<bpmn:subProcess id="a"><bpmn:startEvent id="b"/></bpmn:subProcess>',
        many(8_000, (at) => `<bpmn:boundaryEvent id="c${at}" attachedToRef="a"><bpmn:errorEventDefinition/></bpmn:boundaryEvent>`),
      ]),
    ],
    ['thousands of wrong tasks', file([start, many(20_000, (at) => `<bpmn:serviceTask id="t${at}"/>`)])],
    ['thousands of unknown elements', file([start, many(20_000, () => '<bpmn:robot/>')])],
    ['thousands of processes', definitions(many(5_000, () => process(start)))],
    [
      'thousands of calls of itself',
      file([
        start,
        many(
          5_000,
          (at) =>
            `<bpmn:callActivity id="c${at}"><bpmn:extensionElements><zeebe:calledElement processId="process"/></bpmn:extensionElements></bpmn:callActivity><bpmn:sequenceFlow id="f${at}" sourceRef="s" targetRef="c${at}"/>`,
        ),
      ]),
    ],
    [
      'deep sub-processes',
      file([
        start,
        `${many(150, (at) => `<bpmn:subProcess id="p${at}"><bpmn:startEvent id="s${at}"/>`)}${'</bpmn:subProcess>'.repeat(150)}`,
      ]),
    ],
    [
      'a huge expression',
      file([
        start,
        tag(
          'bpmn:scriptTask',
          { id: 'x' },
          `<bpmn:extensionElements><zeebe:script expression="=${'('.repeat(500_000)}" resultVariable="r"/></bpmn:extensionElements>`,
        ),
      ]),
    ],
  ])('%s', (_name, xml) => expectSound(xml), 10_000);
});
