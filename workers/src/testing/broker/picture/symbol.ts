// A symbol: a small path of our own, drawn around the origin, with its fine lines. It knows no element.
import type { Point } from './drawn.ts';
import type { Paint } from './paint.ts';

/** Paths in the syntax of SVG; the origin is the symbol's middle. */
export interface Symbol {
  readonly body: string;
  /** Lines upon the body. */
  readonly detail?: string;
  /** Width of the lines, in the drawing's unit. Default 1.3. */
  readonly line?: number;
}

/** The symbol at a place. `solid` fills the body with the colour of the line, as BPMN does for what throws. */
export function drawSymbol({ body, detail, line = 1.3 }: Symbol, at: Point, paint: Paint, solid = false): string {
  const path = (d: string, fill: string, stroke: string) =>
    `<path d="${d}" fill="${fill}" stroke="${stroke}" stroke-width="${line}" stroke-linejoin="round"/>`;
  const upon = detail === undefined ? '' : path(detail, 'none', solid ? paint.fill : paint.line);
  return `<g transform="translate(${at.x} ${at.y})">${path(body, solid ? paint.line : paint.fill, paint.line)}${upon}</g>`;
}

/** A circle around the origin, as a path. */
export function circlePath(radius: number, x = 0, y = 0): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
}
