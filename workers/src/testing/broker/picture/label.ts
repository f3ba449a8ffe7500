// Names in a picture: broken into lines, measured, and set where they cross nothing. It draws text and no shape.
import type { Bounds, Point } from './drawn.ts';

/** Characters of a line outside a box. */
const lineCharactersMax = 16;
/** Height of a line, in the drawing's unit. */
const lineHeight = 14;
/** About the width of a wide sans-serif character of 12 units: fonts differ, so it is not stingy. */
const characterWidth = 7;
const gap = 4;

/** A name in its place. */
export interface Label {
  readonly lines: readonly string[];
  /** About: fonts differ. */
  readonly bounds: Bounds;
  /** The side that stays in place when the font is wider. */
  readonly anchor: Anchor;
}

type Anchor = 'start' | 'middle' | 'end';

/** The name in the middle of a box, in lines that fit it; a longer word stays whole. */
export function labelWithin({ x, y, width, height }: Bounds, name: string): Label {
  const lines = wrap(name, Math.floor((width - gap) / characterWidth));
  const size = sizeOf(lines);
  return { lines, bounds: { x: x + (width - size.width) / 2, y: y + (height - size.height) / 2, ...size }, anchor: 'middle' };
}

/** The name in one line at the upper edge of a rectangle. */
export function labelAtTop({ x, y, width }: Bounds, name: string): Label {
  const size = sizeOf([name]);
  return { lines: [name], bounds: { x: x + (width - size.width) / 2, y: y + gap, ...size }, anchor: 'middle' };
}

/** What a name should stand off. */
export interface Surroundings {
  readonly lines: readonly (readonly Point[])[];
  readonly shapes: readonly Bounds[];
}

/**
 * The name beside a small shape, in the first place where it crosses no line and covers no shape: where the modeler put it, below, above, beside the
 * line that leaves downwards or upwards, left and right. The first of them when none is free.
 */
export function labelBeside(shape: Bounds, name: string, modelers: Bounds | undefined, { lines, shapes }: Surroundings): Label {
  const texts = wrap(name, lineCharactersMax);
  const size = sizeOf(texts);
  const [middleX, middleY] = [shape.x + shape.width / 2, shape.y + shape.height / 2];
  const [below, above] = [shape.y + shape.height + gap, shape.y - gap - size.height];
  const label = (x: number, y: number, anchor: Anchor): Label => {
    const left = { start: x, middle: x - size.width / 2, end: x - size.width }[anchor];
    return { lines: texts, bounds: { x: left, y, ...size }, anchor };
  };
  // The modeler's rectangle fits the modeler's font, not ours: only its upper edge and its middle count.
  const first = modelers ? label(modelers.x + modelers.width / 2, modelers.y, 'middle') : label(middleX, below, 'middle');
  const places: readonly Label[] = [
    first,
    label(middleX, below, 'middle'),
    label(middleX, above, 'middle'),
    label(middleX + gap, below, 'start'),
    label(middleX - gap, below, 'end'),
    label(middleX + gap, above, 'start'),
    label(middleX - gap, above, 'end'),
    label(shape.x - gap, middleY - size.height / 2, 'end'),
    label(shape.x + shape.width + gap, middleY - size.height / 2, 'start'),
  ];
  const isFree = ({ bounds }: Label) => !shapes.some((one) => overlap(bounds, one)) && !lines.some((line) => crosses(line, bounds));
  return places.find(isFree) ?? first;
}

/** The text of a label. */
export function drawLabel({ lines, bounds: { x, y, width }, anchor }: Label): string {
  const from = { start: x, middle: x + width / 2, end: x + width }[anchor];
  return lines
    .map(
      (line, index) =>
        `<text x="${from}" y="${rounded(y + (index + 0.8) * lineHeight)}" text-anchor="${anchor}" fill="#24292f">${escaped(line)}</text>`,
    )
    .join('');
}

/** Text that is safe between tags and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

function sizeOf(lines: readonly string[]): { width: number; height: number } {
  return { width: Math.max(0, ...lines.map(({ length }) => length)) * characterWidth, height: lines.length * lineHeight };
}

function overlap(one: Bounds, other: Bounds): boolean {
  const apartX = one.x >= other.x + other.width || other.x >= one.x + one.width;
  return !apartX && one.y < other.y + other.height && other.y < one.y + one.height;
}

/** Whether one of the line's pieces lies in the rectangle. A slanting piece counts with the whole rectangle around it. */
function crosses(line: readonly Point[], place: Bounds): boolean {
  return line.slice(1).some((end, index) => {
    const start = line[index] ?? end;
    const [x, y] = [Math.min(start.x, end.x), Math.min(start.y, end.y)];
    return overlap(place, { x: x - 1, y: y - 1, width: Math.abs(start.x - end.x) + 2, height: Math.abs(start.y - end.y) + 2 });
  });
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}

function wrap(name: string, charactersMax: number): readonly string[] {
  const lines: string[] = [];
  for (const word of name.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < charactersMax) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
