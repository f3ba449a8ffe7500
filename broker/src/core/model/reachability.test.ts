/** From where flows can be reached. */
import { describe, expect, it } from 'vitest';
import { readBpmn } from './bpmn-model.ts';
import type { SequenceFlow } from './executable.ts';
import { reachingIds } from './reachability.ts';
import { file, flow, path, serviceTask, tag, timer } from './testing/bpmn-xml.ts';

function flowsOf(...content: readonly string[]): ReadonlyMap<string, SequenceFlow> {
  const model = readBpmn(file(content));
  if ('problems' in model) throw new Error(JSON.stringify(model.problems));
  return model.processes[0]?.flows ?? new Map();
}

function reaching(flows: ReadonlyMap<string, SequenceFlow>, id: string): readonly string[] {
  const found = flows.get(id);
  if (found === undefined) throw new Error(`no flow ${id}`);
  return [...reachingIds(found)].sort();
}

describe('reachability', () => {
  it('goes against the flows, around loops, and not through the join itself', () => {
    const flows = flowsOf(
      tag('bpmn:startEvent', { id: 's' }),
      tag('bpmn:inclusiveGateway', { id: 'join', default: 'join-a' }),
      serviceTask('a'),
      tag('bpmn:exclusiveGateway', { id: 'again', default: 'again-end' }),
      tag('bpmn:endEvent', { id: 'end' }),
      path('s', 'join'),
      flow('join', 'a'),
      path('a', 'again', 'end'),
      flow('again', 'join', '=more'),
    );
    expect(reaching(flows, 'again-join')).toEqual(['a', 'a-again', 'again', 'again-join', 'join-a']);
    expect(reaching(flows, 's-join')).toEqual(['s', 's-join']);
  });

  it('goes from boundary events to their activities and from link catches to their throws', () => {
    const flows = flowsOf(
      tag('bpmn:startEvent', { id: 's' }),
      serviceTask('a'),
      tag('bpmn:boundaryEvent', { id: 'late', attachedToRef: 'a' }, timer('timeDuration', 'PT1S')),
      tag('bpmn:intermediateThrowEvent', { id: 'jump' }, tag('bpmn:linkEventDefinition', { id: 'l1', name: 'l' })),
      tag('bpmn:intermediateCatchEvent', { id: 'land' }, tag('bpmn:linkEventDefinition', { id: 'l2', name: 'l' })),
      tag('bpmn:endEvent', { id: 'end' }),
      path('s', 'a'),
      path('late', 'jump'),
      path('land', 'end'),
    );
    expect(reaching(flows, 'land-end')).toEqual(['a', 'jump', 'land', 'land-end', 'late', 'late-jump', 's', 's-a']);
  });

  it('is computed once', () => {
    const flows = flowsOf(tag('bpmn:startEvent', { id: 's' }), tag('bpmn:endEvent', { id: 'e' }), path('s', 'e'));
    const found = flows.get('s-e');
    expect(found !== undefined && reachingIds(found) === reachingIds(found)).toBe(true);
  });
});
