// Draws what connects: sequence flows with an arrow, associations dotted and without one. BPMN 2.0.2 sections 7.5 and 8.4.13.
import type { DrawnElement, Point } from './drawn.ts';
import { escaped } from './label.ts';
import { paintOf } from './paint.ts';

/** The slash of a default flow stands this far from its gateway, in the drawing's unit. */
const slashAt = 10;

/** The line; an edge without an element is an association. */
export function drawEdge(waypoints: readonly Point[], element: DrawnElement | undefined): string {
  const paint = paintOf(element);
  const points = waypoints.map(({ x, y }) => `${x},${y}`).join(' ');
  const line = `points="${points}" fill="none" stroke="${paint.line}" stroke-width="1.5"`;
  if (!element) return `<polyline ${line} stroke-dasharray="1 4" stroke-linecap="round"/>`;
  const title = element.count === undefined ? '' : `<title>${escaped(element.id)}: ${element.count} times</title>`;
  const slash = element.isDefault === true ? drawSlash(waypoints, paint.line) : '';
  return `<polyline id="${escaped(element.id)}" ${line} marker-end="url(#${paint.name})">${title}</polyline>${slash}`;
}

function drawSlash([start, next]: readonly Point[], colour: string): string {
  if (!start || !next) return '';
  const length = Math.hypot(next.x - start.x, next.y - start.y) || 1;
  const [alongX, alongY] = [(next.x - start.x) / length, (next.y - start.y) / length];
  const [x, y] = [start.x + alongX * slashAt, start.y + alongY * slashAt];
  // From one side of the line to the other, leaning towards the gateway.
  const [leanX, leanY] = [alongX * 3 + alongY * 5, alongY * 3 - alongX * 5];
  return `<path d="M${x - leanX} ${y - leanY}L${x + leanX} ${y + leanY}" stroke="${colour}" stroke-width="1.5"/>`;
}
