// Draws the diagram of a process as SVG, coloured by what was walked. It knows positions and counts, nothing of brokers.

/** A rectangle in the drawing's unit. */
interface Bounds {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** What is drawn where. */
export interface DrawnDiagram {
  readonly shapes: readonly { readonly elementId: string; readonly bounds: Bounds; readonly labelBounds: Bounds | undefined }[];
  readonly edges: readonly { readonly elementId: string; readonly waypoints: readonly { readonly x: number; readonly y: number }[] }[];
}

/** What is known of an element. */
export interface DrawnElement {
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly count: number;
}

/** White space around the drawing, in its unit. */
const margin = 20;
/** Characters of a name that fit a line of a task. */
const lineCharactersMax = 16;
const lineHeight = 14;
const walked = { fill: '#dcf5e3', line: '#1a7f37' };
const missed = { fill: '#ffe4e1', line: '#c0362c' };
/** Pools, lanes, artifacts: what is no part of the coverage. */
const neutral = { fill: '#ffffff', line: '#8a8f98' };

/** Signs inside gateways. */
const gatewaySigns: Readonly<Record<string, string>> = {
  EXCLUSIVE_GATEWAY: '×',
  PARALLEL_GATEWAY: '+',
  INCLUSIVE_GATEWAY: '○',
  EVENT_BASED_GATEWAY: '⬠',
};

/** The picture. */
export function drawCoverage(diagram: DrawnDiagram, elements: readonly DrawnElement[]): string {
  const byId = new Map(elements.map((element) => [element.id, element]));
  const box = surrounding(diagram);
  const shapes = diagram.shapes.map(({ elementId, bounds, labelBounds }) => drawShape(bounds, labelBounds, byId.get(elementId)));
  const edges = diagram.edges.map(({ elementId, waypoints }) => drawEdge(waypoints, byId.get(elementId)));
  const arrow = (id: string, colour: string) =>
    `<marker id="${id}" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0 10 5 0 10z" fill="${colour}"/></marker>`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${box.x} ${box.y} ${box.width} ${box.height}" font-family="sans-serif" font-size="12">`,
    `<defs>${arrow('walked', walked.line)}${arrow('missed', missed.line)}${arrow('neutral', neutral.line)}</defs>`,
    ...shapes,
    ...edges,
    '</svg>\n',
  ].join('\n');
}

function surrounding({ shapes, edges }: DrawnDiagram): Bounds {
  const boxes = shapes.flatMap(({ bounds, labelBounds }) => (labelBounds ? [bounds, labelBounds] : [bounds]));
  const xs = [...boxes.flatMap(({ x, width }) => [x, x + width]), ...edges.flatMap(({ waypoints }) => waypoints.map(({ x }) => x))];
  const ys = [...boxes.flatMap(({ y, height }) => [y, y + height]), ...edges.flatMap(({ waypoints }) => waypoints.map(({ y }) => y))];
  if (xs.length === 0) return { x: 0, y: 0, width: 0, height: 0 };
  const [left, top] = [smallest(xs) - margin, smallest(ys) - margin];
  return { x: left, y: top, width: largest(xs) + margin - left, height: largest(ys) + margin - top };
}

const smallest = (numbers: readonly number[]) => numbers.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY);
const largest = (numbers: readonly number[]) => numbers.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);

function coloursOf(element: DrawnElement | undefined): typeof walked {
  if (!element) return neutral;
  return element.count > 0 ? walked : missed;
}

function drawShape(bounds: Bounds, labelBounds: Bounds | undefined, element: DrawnElement | undefined): string {
  const { fill, line } = coloursOf(element);
  const title = element ? `<title>${escaped(element.id)}: ${element.count} times</title>` : '';
  const paint = `fill="${fill}" stroke="${line}"`;
  const inside = isContainer(element)
    ? []
    : (element?.name ?? '').length > 0 && !isSmall(element)
      ? drawName(bounds, element?.name ?? '')
      : [];
  const label = element && isSmall(element) ? drawName(labelBounds ?? below(bounds), element.name) : [];
  return `<g id="${escaped(element?.id ?? '')}">${title}${outline(bounds, element, paint)}${[...inside, ...label].join('')}</g>`;
}

/** Events and gateways have their names beside them. */
function isSmall(element: DrawnElement | undefined): boolean {
  return /_(EVENT|GATEWAY)$/.test(element?.type ?? '');
}

function isContainer(element: DrawnElement | undefined): boolean {
  return !element || element.type.endsWith('SUB_PROCESS');
}

function outline({ x, y, width, height }: Bounds, element: DrawnElement | undefined, paint: string): string {
  const [centreX, centreY] = [x + width / 2, y + height / 2];
  const type = element?.type ?? '';
  if (type.endsWith('_EVENT')) {
    const circle = (radius: number, stroke: number) =>
      `<circle cx="${centreX}" cy="${centreY}" r="${radius}" ${paint} stroke-width="${stroke}"/>`;
    const inner = /^(INTERMEDIATE|BOUNDARY)/.test(type) ? circle(width / 2 - 4, 1.5) : '';
    return circle(width / 2, type === 'END_EVENT' ? 4 : 1.5) + inner;
  }
  if (type.endsWith('_GATEWAY')) {
    const points = `${centreX},${y} ${x + width},${centreY} ${centreX},${y + height} ${x},${centreY}`;
    const sign = `<text x="${centreX}" y="${centreY + 8}" font-size="24" text-anchor="middle">${gatewaySigns[type] ?? ''}</text>`;
    return `<polygon points="${points}" ${paint} stroke-width="1.5"/>${sign}`;
  }
  const dashes = type === 'EVENT_SUB_PROCESS' ? ' stroke-dasharray="3 3"' : '';
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${element ? 10 : 0}" ${paint} stroke-width="1.5"${dashes}/>`;
}

function drawEdge(waypoints: readonly { readonly x: number; readonly y: number }[], element: DrawnElement | undefined): string {
  const { line } = coloursOf(element);
  const name = element ? (element.count > 0 ? 'walked' : 'missed') : 'neutral';
  const points = waypoints.map(({ x, y }) => `${x},${y}`).join(' ');
  const title = element ? `<title>${escaped(element.id)}: ${element.count} times</title>` : '';
  return `<polyline id="${escaped(element?.id ?? '')}" points="${points}" fill="none" stroke="${line}" stroke-width="2" marker-end="url(#${name})">${title}</polyline>`;
}

function below({ x, y, width, height }: Bounds): Bounds {
  return { x: x - 32, y: y + height + 2, width: width + 64, height: lineHeight };
}

function drawName({ x, y, width, height }: Bounds, name: string): readonly string[] {
  const lines = wrap(name);
  const top = y + height / 2 - (lines.length * lineHeight) / 2 + lineHeight * 0.8;
  return lines.map(
    (line, index) =>
      `<text x="${x + width / 2}" y="${top + index * lineHeight}" text-anchor="middle" fill="#24292f">${escaped(line)}</text>`,
  );
}

function wrap(name: string): readonly string[] {
  const lines: string[] = [];
  for (const word of name.split(/\s+/).filter((one) => one !== '')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length < lineCharactersMax) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
}
