/** What a file becomes: elements, links, texts. */
import { describe, expect, it } from 'vitest';
import { readBpmn, readStoredBpmn } from './bpmn-model.ts';
import type { ExecutableElement, ExecutableProcess } from './executable.ts';
import { between, definitions, extended, file, flow, message, path, process, serviceTask, tag, timer } from './testing/bpmn-xml.ts';

function read(xml: string): ExecutableProcess {
  const model = readBpmn(xml);
  if ('problems' in model) throw new Error(JSON.stringify(model.problems, null, 2));
  const [first] = model.processes;
  if (first === undefined) throw new Error('no process');
  return first;
}

function element(process: ExecutableProcess, id: string): ExecutableElement {
  const found = process.elements.get(id);
  if (found === undefined) throw new Error(`no element ${id}`);
  return found;
}

describe('a process with one task', () => {
  const one = read(file(between('work', serviceTask('work'))));

  it('has its elements by id, the process included', () => {
    expect([...one.elements.keys()]).toEqual(['process', 'start', 'work', 'end']);
    expect(one.root.children.map(({ id }) => id)).toEqual(['start', 'work', 'end']);
    expect(one.root.startEvents.map(({ id }) => id)).toEqual(['start']);
  });

  it('links flows both ways', () => {
    const work = element(one, 'work');
    expect(work.incoming.map(({ id }) => id)).toEqual(['start-work']);
    expect(work.outgoing[0]?.target).toBe(element(one, 'end'));
    expect(one.flows.get('work-end')?.source).toBe(work);
    expect(work.scope).toBe(one.root);
  });

  it('knows the job, with three retries unless it says otherwise', () => {
    expect(element(one, 'work').job).toEqual({
      type: { kind: 'text', text: 'work' },
      retries: { kind: 'text', text: '3' },
      headers: {},
      priority: undefined,
      linkedResources: [],
    });
  });
});

describe('what was deployed by an earlier version', () => {
  const task = (retries: string): string =>
    file(between('x', tag('bpmn:serviceTask', { id: 'x' }, extended(tag('zeebe:taskDefinition', { type: 'a', retries })))));

  it('is read although it would be refused today', () => {
    expect('problems' in readBpmn(task(' '))).toBe(true);
    expect(readStoredBpmn(task(' ')).map((stored) => element(stored, 'x').job?.retries)).toEqual([{ kind: 'text', text: ' ' }]);
  });

  it('has three retries where the model leaves them out or empty', () => {
    expect(element(read(task('')), 'x').job?.retries).toEqual({ kind: 'text', text: '3' });
  });

  it('is read as it is deployed', () => {
    expect(JSON.stringify(readStoredBpmn(task('=1 + 2')).map(({ id, elements }) => [id, [...elements.keys()]]))).toBe(
      JSON.stringify([read(task('=1 + 2'))].map(({ id, elements }) => [id, [...elements.keys()]])),
    );
  });

  it.each(['', '<x/>', task('=1 +')])('is nothing where it cannot be built', (xml) => {
    expect(readStoredBpmn(xml)).toEqual([]);
  });
});

describe('headers', () => {
  it('count with a key and a value only', () => {
    const headers = [{ key: 'a', value: '1' }, { key: 'b', value: '' }, { value: '2' }].map((attributes) =>
      tag('zeebe:header', attributes),
    );
    const extensions = extended(tag('zeebe:taskDefinition', { type: 'a' }), tag('zeebe:taskHeaders', {}, ...headers));
    expect(element(read(file(between('x', tag('bpmn:serviceTask', { id: 'x' }, extensions)))), 'x').job?.headers).toEqual({ a: '1' });
  });
});

describe('texts', () => {
  it.each([
    ['plain', 'text'],
    ['= 1', 'feel'],
    [' = 1', 'text'],
    ['=', 'text'],
  ])('%j as a mapping source is %s', (source, kind) => {
    const mapping = extended(
      tag('zeebe:taskDefinition', { type: 'a' }),
      tag('zeebe:ioMapping', {}, tag('zeebe:input', { source, target: 'a.b' })),
    );
    const task = element(read(file(between('work', tag('bpmn:serviceTask', { id: 'work' }, mapping)))), 'work');
    expect(task.inputs[0]?.source.kind).toBe(kind);
    expect(task.inputs[0]?.target).toEqual(['a', 'b']);
  });
});

describe('events', () => {
  const boundary = tag('bpmn:boundaryEvent', { id: 'late', attachedToRef: 'work', cancelActivity: 'false' }, timer('timeCycle', 'R3/PT1H'));
  const caught = tag(
    'bpmn:boundaryEvent',
    { id: 'failed', attachedToRef: 'work' },
    tag('bpmn:errorEventDefinition', { errorRef: 'error' }),
  );
  const waits = tag('bpmn:intermediateCatchEvent', { id: 'paid' }, tag('bpmn:messageEventDefinition', { messageRef: 'message' }));
  const model = read(
    file(
      [
        tag('bpmn:startEvent', { id: 'start' }),
        serviceTask('work'),
        boundary,
        caught,
        waits,
        tag('bpmn:endEvent', { id: 'end' }),
        tag('bpmn:endEvent', { id: 'stop' }, tag('bpmn:terminateEventDefinition')),
        path('start', 'work', 'paid', 'end'),
        path('late', 'end'),
        path('failed', 'stop'),
      ],
      message('message', 'payment', '=orderId'),
      tag('bpmn:error', { id: 'error', errorCode: 'E1' }),
    ),
  );

  it('attaches boundary events in file order', () => {
    expect(element(model, 'work').boundaryEvents.map(({ id }) => id)).toEqual(['late', 'failed']);
    expect(element(model, 'late').attachedTo).toBe(element(model, 'work'));
  });

  it('tells interrupting from not', () => {
    expect(element(model, 'late').interrupting).toBe(false);
    expect(element(model, 'failed').interrupting).toBe(true);
  });

  it('reads triggers and event types', () => {
    expect(element(model, 'late').trigger).toEqual({ kind: 'timer', timer: 'cycle', value: { kind: 'text', text: 'R3/PT1H' } });
    expect(element(model, 'failed').trigger).toEqual({ kind: 'error', code: { kind: 'text', text: 'E1' } });
    expect(element(model, 'paid').trigger).toMatchObject({
      kind: 'message',
      name: { text: 'payment' },
      correlationKey: { text: 'orderId' },
    });
    expect(['start', 'late', 'failed', 'paid', 'stop', 'work'].map((id) => element(model, id).eventType)).toEqual([
      'NONE',
      'TIMER',
      'ERROR',
      'MESSAGE',
      'TERMINATE',
      'UNSPECIFIED',
    ]);
  });
});

describe('gateways', () => {
  it('keeps flows in file order with conditions and default', () => {
    const gateway = tag('bpmn:exclusiveGateway', { id: 'choice', default: 'choice-b' });
    const model = read(
      file([
        tag('bpmn:startEvent', { id: 'start' }),
        gateway,
        tag('bpmn:task', { id: 'a' }),
        tag('bpmn:task', { id: 'b' }),
        flow('start', 'choice'),
        flow('choice', 'a', '=x > 1'),
        flow('choice', 'b'),
      ]),
    );
    const choice = element(model, 'choice');
    expect(choice.outgoing.map(({ id, condition }) => [id, condition?.text])).toEqual([
      ['choice-a', 'x > 1'],
      ['choice-b', undefined],
    ]);
    expect(choice.defaultFlow?.id).toBe('choice-b');
  });
});

describe('files', () => {
  it('passes over processes that are not executable', () => {
    const model = readBpmn(
      definitions(
        tag('bpmn:process', { id: 'drawn' }, tag('bpmn:complexGateway', { id: 'g' })),
        process(tag('bpmn:startEvent', { id: 's' })),
      ),
    );
    expect('processes' in model && model.processes.map(({ id }) => id)).toEqual(['process']);
  });

  it('collects all problems with their elements', () => {
    const model = readBpmn(file([tag('bpmn:serviceTask', { id: 'work' }), tag('bpmn:scriptTask', { id: 'script' })]));
    expect(model).toEqual({
      problems: [
        { elementId: 'process', elementType: 'process', message: 'Expected at least one start event, but there is none' },
        {
          elementId: 'work',
          elementType: 'serviceTask',
          message: 'Expected exactly one extension element zeebe:taskDefinition, but there are 0',
        },
        {
          elementId: 'script',
          elementType: 'scriptTask',
          message: 'Expected exactly one extension element zeebe:script or zeebe:taskDefinition, but there are 0',
        },
      ],
    });
  });
});
