// A picture says what kind each thing is, what was walked, and keeps every name in sight and off the lines.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { drawDiagram } from './diagram-picture.ts';
import type { Bounds, DrawnElement } from './drawn.ts';

const bounds = { x: 100, y: 100, width: 100, height: 80 };
const small = { x: 0, y: 0, width: 36, height: 36 };

const shapeOf = (elementId: string, place: Bounds, isExpanded = true) => ({ elementId, bounds: place, labelBounds: undefined, isExpanded });
const drawn = (element: Omit<DrawnElement, 'id' | 'name'>, isExpanded = true) =>
  drawDiagram({ shapes: [shapeOf('it', bounds, isExpanded)], edges: [] }, [{ id: 'it', name: '', ...element }]);

describe('kinds', () => {
  const tasks = ['SERVICE', 'USER', 'SCRIPT', 'BUSINESS_RULE', 'SEND', 'RECEIVE', 'MANUAL'].map((kind) => ({ type: `${kind}_TASK` }));
  const gateways = ['EXCLUSIVE', 'PARALLEL', 'INCLUSIVE', 'EVENT_BASED'].map((kind) => ({ type: `${kind}_GATEWAY` }));
  const eventTypes = ['NONE', 'MESSAGE', 'TIMER', 'ERROR', 'SIGNAL', 'ESCALATION', 'LINK', 'TERMINATE', 'COMPENSATION', 'CONDITIONAL'];
  const events = ['START_EVENT', 'INTERMEDIATE_CATCH_EVENT', 'INTERMEDIATE_THROW_EVENT', 'END_EVENT'].flatMap((type) =>
    // One that waits for nothing does not wait: it is drawn like one that throws nothing.
    eventTypes.filter((eventType) => eventType !== 'NONE' || type !== 'INTERMEDIATE_CATCH_EVENT').map((eventType) => ({ type, eventType })),
  );
  const others = ['SUB_PROCESS', 'EVENT_SUB_PROCESS', 'AD_HOC_SUB_PROCESS', 'CALL_ACTIVITY'].map((type) => ({ type }));
  const marked = [
    { type: 'TASK', loop: 'parallel' as const },
    { type: 'TASK', loop: 'sequential' as const },
    { type: 'TASK', forCompensation: true },
    { type: 'BOUNDARY_EVENT', eventType: 'TIMER', interrupting: false },
  ];

  test('each looks like no other', () => {
    const all = [...tasks, ...gateways, ...events, ...others, ...marked];
    expect(new Set(all.map((element) => drawn(element))).size).toBe(all.length);
  });

  test('a closed sub-process shows that there is something inside', () => {
    expect(drawn({ type: 'SUB_PROCESS' }, false)).not.toBe(drawn({ type: 'SUB_PROCESS' }));
  });

  test('rings are dashed where the rest goes on, and only there', () => {
    expect(drawn({ type: 'BOUNDARY_EVENT', interrupting: false })).toContain('stroke-dasharray');
    expect(drawn({ type: 'BOUNDARY_EVENT', interrupting: true })).not.toContain('stroke-dasharray');
  });

  test('an association is dotted and has no arrow, a flow has one', () => {
    const edges = [{ elementId: 'a', waypoints: [bounds, small] }];
    expect(drawDiagram({ shapes: [], edges }, [])).toMatch(/<polyline [^>]*stroke-dasharray/);
    expect(drawDiagram({ shapes: [], edges }, [])).not.toContain('marker-end');
    expect(drawDiagram({ shapes: [], edges }, [{ id: 'a', type: 'SEQUENCE_FLOW', name: '' }])).toContain('marker-end');
  });
});

test('colours tell of coverage, and there are none without it', () => {
  const withoutHeads = (picture: string) => picture.replace(/<defs>.*<\/defs>/, '');
  const [green, grey] = ['#1a7f37', '#8a8f98'];
  expect(withoutHeads(drawn({ type: 'TASK', count: 2 }))).toContain(green);
  expect(withoutHeads(drawn({ type: 'TASK', count: 0 }))).toContain(grey);
  expect(withoutHeads(drawn({ type: 'TASK' }))).not.toMatch(new RegExp(`${green}|${grey}|times`));
});

describe('names', () => {
  const named = (id: string, type: string, name: string): DrawnElement => ({ id, type, name });
  const start = { elementId: 'flow', waypoints: [small, small].map(({ x, y }, index) => ({ x: x + 18, y: y + 36 + index * 60 })) };

  test('one beside an event stands off the flow that leaves it', () => {
    const picture = drawDiagram(
      { shapes: [shapeOf('late', small), shapeOf('host', { x: -32, y: -62, width: 100, height: 80 })], edges: [start] },
      [named('late', 'BOUNDARY_EVENT', 'LATE'), named('host', 'TASK', '')],
    );
    expect(picture).toContain('<text x="22" y="51.2" text-anchor="start"');
  });

  test('where the modeler put it counts, unless it crosses a line there', () => {
    const at = (labelBounds: Bounds) =>
      drawDiagram({ shapes: [{ ...shapeOf('late', small), labelBounds }], edges: [start] }, [named('late', 'BOUNDARY_EVENT', 'LATE')]);
    expect(at({ x: -60, y: 10, width: 40, height: 14 })).toContain('<text x="-40" y="21.2" text-anchor="middle"');
    expect(at({ x: -2, y: 60, width: 40, height: 14 })).toContain('<text x="18" y="-6.8" text-anchor="middle"');
  });

  test('an open sub-process has its name at its upper edge, whole', () => {
    const name = 'When the customer has cancelled';
    const picture = drawDiagram({ shapes: [shapeOf('it', bounds)], edges: [] }, [named('it', 'SUB_PROCESS', name)]);
    expect(picture).toContain(`>${name}</text>`);
  });

  test('what a name says is no part of the drawing', () => {
    const picture = drawDiagram({ shapes: [shapeOf('it', bounds)], edges: [] }, [named('it', 'TASK', '</svg><b>')]);
    expect(picture.match(/<\/svg>/g)).toHaveLength(1);
  });

  test('the picture is as wide as its names', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.constantFrom('START_EVENT', 'EXCLUSIVE_GATEWAY', 'TASK'), (length, type) => {
        const picture = drawDiagram({ shapes: [shapeOf('it', small)], edges: [] }, [named('it', type, 'm'.repeat(length))]);
        const [, x, width] = /viewBox="(\S+) \S+ (\S+) /.exec(picture)?.map(Number) ?? [];
        expect(width).toBeGreaterThanOrEqual(length * 7);
        expect(x).toBeLessThanOrEqual(18 - (length * 7) / 2);
      }),
    );
  });
});
