// Types written from models: job types, headers, mapped variables, message names.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readBpmn } from '../../core/model/bpmn-model.ts';
import { processTypes } from './process-types.ts';

function typesOf(xml: string): string {
  const model = readBpmn(xml);
  if ('problems' in model) throw new Error(JSON.stringify(model.problems));
  return processTypes(model.processes, 'x.bpmn');
}

const task = (id: string, extensions: string, into: string, out: string) =>
  `<b:serviceTask id="${id}"><b:extensionElements>${extensions}</b:extensionElements><b:incoming>${into}</b:incoming><b:outgoing>${out}</b:outgoing></b:serviceTask>
   <b:sequenceFlow id="${out}" sourceRef="${id}" targetRef="${out.slice(3)}" />`;
const model = (tasks: string) =>
  `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:z="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t">
  <b:process id="it's" isExecutable="true"><b:startEvent id="start"><b:outgoing>to-one</b:outgoing></b:startEvent>
  <b:sequenceFlow id="to-one" sourceRef="start" targetRef="one" />${tasks}<b:endEvent id="end"><b:incoming>to-end</b:incoming></b:endEvent></b:process></b:definitions>`.replace(
    `it's`,
    'its',
  );

describe('types of processes', () => {
  it('headers and inputs that only some elements of a type have are optional; expressions are named', () => {
    const text = typesOf(
      model(
        task(
          'one',
          `<z:taskDefinition type="pay's" /><z:taskHeaders><z:header key="way" value="card" /><z:header key="a-b" value="1" /></z:taskHeaders>
           <z:ioMapping><z:input source="=1" target="amount.net" /><z:input source="=2" target="amount.gross" /><z:input source="=x" target="card" /></z:ioMapping>`,
          'to-one',
          'to-two',
        ) +
          task(
            'two',
            `<z:taskDefinition type="pay's" /><z:taskHeaders><z:header key="way" value="cash" /></z:taskHeaders><z:ioMapping><z:input source="=1" target="amount" /></z:ioMapping>`,
            'to-two',
            'to-three',
          ) +
          task('three', '<z:taskDefinition type="=kind" />', 'to-three', 'to-end'),
      ),
    );
    expect(text).toContain("readonly 'pay\\'s': {");
    expect(text).toContain("readonly headers: { readonly 'a-b'?: string; readonly 'way': string };");
    expect(text).toContain("readonly inputs: { readonly 'amount': unknown; readonly 'card'?: unknown };");
    expect(text).toContain('// Not here, because only an expression knows the name: its/three.');
    expect(text).toContain("export type ProcessId = 'its';");
    expect(text).toContain('export type MessageName = never;');
  });

  it('the example: the same text each time', () => {
    const xml = readFileSync(new URL('../../../../examples/first-worker/order.bpmn', import.meta.url), 'utf8');
    const text = typesOf(xml);
    expect(text).toBe(typesOf(xml));
    expect(text).toMatch(/readonly 'charge-card': \{/);
    expect(text).toContain("export type ErrorCode = 'CARD_REFUSED';");
  });

  it('a file without jobs has no job types', () => {
    const xml = model('').replace('targetRef="one"', 'targetRef="end"').replace('to-end</b:incoming>', 'to-one</b:incoming>');
    expect(typesOf(xml)).toContain('export type JobTypes = Record<never, never>;');
  });
});
