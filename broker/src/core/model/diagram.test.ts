// Drawings as modelers write them, and what is passed over.
import { describe, expect, it } from 'vitest';
import { readDiagram } from './diagram.ts';

const file = (
  inside: string,
) => `<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bi="http://www.omg.org/spec/BPMN/20100524/DI"
  xmlns:c="http://www.omg.org/spec/DD/20100524/DC" xmlns:d="http://www.omg.org/spec/DD/20100524/DI">
  <bi:BPMNDiagram><bi:BPMNPlane bpmnElement="p">${inside}</bi:BPMNPlane></bi:BPMNDiagram></b:definitions>`;

describe('the drawing of a file', () => {
  it('has shapes with their labels and edges with their points, whatever the prefixes', () => {
    const diagram = readDiagram(
      file(`<bi:BPMNShape bpmnElement="x:start"><c:Bounds x="1" y="2" width="36" height="36.5" /><bi:BPMNLabel><c:Bounds x="0" y="40" width="9" height="8" /></bi:BPMNLabel></bi:BPMNShape>
        <bi:BPMNShape bpmnElement="sub" isExpanded="false"><c:Bounds x="-5" y="0" width="100" height="80" /></bi:BPMNShape>
        <bi:BPMNEdge bpmnElement="flow"><d:waypoint x="37" y="20" /><d:waypoint x="60" y="20" /></bi:BPMNEdge>`),
    );
    expect(diagram).toEqual({
      shapes: [
        {
          elementId: 'start',
          bounds: { x: 1, y: 2, width: 36, height: 36.5 },
          labelBounds: { x: 0, y: 40, width: 9, height: 8 },
          isExpanded: true,
        },
        { elementId: 'sub', bounds: { x: -5, y: 0, width: 100, height: 80 }, labelBounds: undefined, isExpanded: false },
      ],
      edges: [
        {
          elementId: 'flow',
          waypoints: [
            { x: 37, y: 20 },
            { x: 60, y: 20 },
          ],
        },
      ],
    });
  });

  it('passes over what cannot be drawn', () => {
    const broken = `<bi:BPMNShape bpmnElement="a" /><bi:BPMNShape bpmnElement="b"><c:Bounds x="" y="2" width="x" height="1" /></bi:BPMNShape>
      <bi:BPMNEdge bpmnElement="c"><d:waypoint x="1" y="1" /></bi:BPMNEdge>`;
    expect(readDiagram(file(broken))).toEqual({ shapes: [], edges: [] });
    expect(readDiagram('<no xml')).toEqual({ shapes: [], edges: [] });
  });
});
