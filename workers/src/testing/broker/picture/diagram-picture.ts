// Draws the diagram of a process as SVG, in black and white or coloured by what was walked. It knows positions and counts, nothing of brokers.
import { drawActivity } from './activity.ts';
import type { Bounds, DrawnDiagram, DrawnElement } from './drawn.ts';
import { drawEdge } from './edge.ts';
import { drawEvent } from './event.ts';
import { drawGateway } from './gateway.ts';
import { drawLabel, escaped, type Label, labelAtTop, labelBeside, labelWithin } from './label.ts';
import { arrowHeads, paintOf } from './paint.ts';

/** White space around the drawing, in its unit. */
const margin = 12;

type Shape = DrawnDiagram['shapes'][number];

/** The picture. One without shapes and edges is an empty `svg`. */
export function drawDiagram(diagram: DrawnDiagram, elements: readonly DrawnElement[]): string {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const labels = new Map(diagram.shapes.map((shape) => [shape, labelOf(shape, byId, diagram)]));
  const box = surrounding(diagram, [...labels.values()]);
  const place = `x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x} ${box.y} ${box.width} ${box.height}" width="${box.width}" height="${box.height}" font-family="Helvetica, Arial, sans-serif" font-size="12">`,
    `<rect ${place} fill="#ffffff"/>`,
    arrowHeads(),
    ...diagram.shapes.map((shape) => drawShape(shape, byId.get(shape.elementId))),
    ...diagram.edges.map(({ elementId, waypoints }) => drawEdge(waypoints, byId.get(elementId))),
    ...[...labels.values()].map((label) => (label ? drawLabel(label) : '')).filter((text) => text !== ''),
    '</svg>\n',
  ].join('\n');
}

function drawShape({ bounds, isExpanded }: Shape, element: DrawnElement | undefined): string {
  const paint = paintOf(element);
  if (!element) {
    const { x, y, width, height } = bounds;
    return `<rect x="${x}" y="${y}" width="${width}" height="${height}" fill="${paint.fill}" stroke="${paint.line}" stroke-width="1.3"/>`;
  }
  const title = element.count === undefined ? '' : `<title>${escaped(element.id)}: ${element.count} times</title>`;
  const drawn = element.type.endsWith('_EVENT')
    ? drawEvent(bounds, element, paint)
    : element.type.endsWith('_GATEWAY')
      ? drawGateway(bounds, element, paint)
      : drawActivity(bounds, element, isExpanded, paint);
  return `<g id="${escaped(element.id)}">${title}${drawn}</g>`;
}

/** Events and gateways have their names beside them, open sub-processes at their upper edge, all others inside. */
function labelOf(
  { bounds, labelBounds, elementId, isExpanded }: Shape,
  byId: ReadonlyMap<string, DrawnElement>,
  diagram: DrawnDiagram,
): Label | undefined {
  const element = byId.get(elementId);
  if (!element || element.name === '') return undefined;
  if (isSmall(element)) {
    const shapes = diagram.shapes.filter((shape) => !isOpen(shape, byId.get(shape.elementId))).map((shape) => shape.bounds);
    return labelBeside(bounds, element.name, labelBounds, { lines: diagram.edges.map(({ waypoints }) => waypoints), shapes });
  }
  if (isOpen({ isExpanded }, element)) return labelAtTop(bounds, element.name);
  return labelWithin(bounds, element.name);
}

function isSmall({ type }: DrawnElement): boolean {
  return /_(EVENT|GATEWAY)$/.test(type);
}

/** Whether other things lie inside: an expanded sub-process, a pool, a lane. */
function isOpen({ isExpanded }: Pick<Shape, 'isExpanded'>, element: DrawnElement | undefined): boolean {
  return !element || (element.type.endsWith('SUB_PROCESS') && isExpanded);
}

function surrounding({ shapes, edges }: DrawnDiagram, labels: readonly (Label | undefined)[]): Bounds {
  const boxes = [...shapes.map(({ bounds }) => bounds), ...labels.flatMap((label) => (label ? [label.bounds] : []))];
  const points = [
    ...boxes.flatMap(({ x, y, width, height }) => [
      { x, y },
      { x: x + width, y: y + height },
    ]),
    ...edges.flatMap(({ waypoints }) => waypoints),
  ];
  const [first] = points;
  if (!first) return { x: 0, y: 0, width: 0, height: 0 };
  const extent = points.reduce(
    ({ left, top, right, bottom }, { x, y }) => ({
      left: Math.min(left, x),
      top: Math.min(top, y),
      right: Math.max(right, x),
      bottom: Math.max(bottom, y),
    }),
    { left: first.x, top: first.y, right: first.x, bottom: first.y },
  );
  const [x, y] = [extent.left - margin, extent.top - margin];
  return { x, y, width: extent.right + margin - x, height: extent.bottom + margin - y };
}
