// Draws an activity: the rounded box, the symbol of its kind in the corner, its markers at the lower edge. BPMN 2.0.2 sections 10.3 and 13.3.
import type { Bounds, DrawnElement } from './drawn.ts';
import type { Paint } from './paint.ts';
import { circlePath, drawSymbol, type Symbol } from './symbol.ts';

/** Width of one marker with the space beside it. */
const markerWidth = 18;
const markerAboveEdge = 10;
const symbolFromCorner = 14;

/** By type, as records name it. */
const symbols: Readonly<Record<string, Symbol & { readonly solid?: boolean }>> = {
  SERVICE_TASK: { body: gearPath(9, 6.8, 8), detail: circlePath(3) },
  USER_TASK: { body: `M-8 8c0-5.5 3-8.5 8-8.5S8 2.5 8 8z${circlePath(4, 0, -4)}`, detail: 'M-4 8V4.5M4 8V4.5' },
  SCRIPT_TASK: { body: 'M-4-8H8C2-3 9 2 4 8H-8C-3 2-10-3-4-8z', detail: 'M-4.5-4.5h7M-4-1h7M-2.5 2h7M-4.5 5h7' },
  BUSINESS_RULE_TASK: { body: 'M-9-7H9V7H-9z', detail: 'M-9-5H9M-9-3H9M-9-4H9M-9 2H9M-3.5-3V7' },
  SEND_TASK: { body: 'M-9-6H9V6H-9z', detail: 'M-9-6 0 1 9-6', solid: true },
  RECEIVE_TASK: { body: 'M-9-6H9V6H-9z', detail: 'M-9-6 0 1 9-6' },
  MANUAL_TASK: {
    body: 'M-9-1-3-7h3l-2.5 4H8a1.5 1.5 0 0 1 0 3H9a1.5 1.5 0 0 1 0 3H8a1.5 1.5 0 0 1-1 3H-5l-4-2z',
    detail: 'M2 0H8M2 3H8',
  },
};

const parallel: Symbol = { body: 'M-4-5V5M0-5V5M4-5V5', line: 2 };
const sequential: Symbol = { body: 'M-5-4H5M-5 0H5M-5 4H5', line: 2 };
const compensation: Symbol = { body: 'M-7 0-1-5V5zM-1 0 5-5V5z' };
const adHoc: Symbol = { body: 'M-7 2C-5-5-2-4 0-1S5 3 7-3C5 6 2 4 0 1S-5-3-7 2z' };
const inside: Symbol = { body: 'M-6-6H6V6H-6z', detail: 'M-4 0H4M0-4V4' };

/** The activity, without its name. */
export function drawActivity(bounds: Bounds, element: DrawnElement, isExpanded: boolean, paint: Paint): string {
  const { x, y, width, height } = bounds;
  const symbol = symbols[element.type];
  const corner = { x: x + symbolFromCorner, y: y + symbolFromCorner };
  const dashes = element.type === 'EVENT_SUB_PROCESS' ? ' stroke-dasharray="2 3"' : '';
  const line = element.type === 'CALL_ACTIVITY' ? 4 : 1.3;
  const box = `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="10" fill="${paint.fill}" stroke="${paint.line}" stroke-width="${line}"${dashes}/>`;
  const markers = markersOf(element, isExpanded).map((marker, index, all) => {
    const place = { x: x + width / 2 + (index - (all.length - 1) / 2) * markerWidth, y: y + height - markerAboveEdge };
    return drawSymbol(marker, place, paint, marker === adHoc);
  });
  return box + (symbol ? drawSymbol(symbol, corner, paint, symbol.solid) : '') + markers.join('');
}

function markersOf({ type, loop, forCompensation = false }: DrawnElement, isExpanded: boolean): readonly Symbol[] {
  const hides = type === 'CALL_ACTIVITY' || (type.endsWith('PROCESS') && !isExpanded);
  return [
    ...(loop === undefined ? [] : [loop === 'parallel' ? parallel : sequential]),
    ...(forCompensation ? [compensation] : []),
    ...(hides ? [inside] : []),
    ...(type === 'AD_HOC_SUB_PROCESS' ? [adHoc] : []),
  ];
}

/** The rim of a gear around the origin. */
function gearPath(outer: number, inner: number, teeth: number): string {
  const corners = Array.from({ length: teeth }, (_, tooth) =>
    [
      [-0.32, inner],
      [-0.2, outer],
      [0.2, outer],
      [0.32, inner],
    ].map(([part = 0, radius = 0]) => {
      const angle = ((tooth + part) / teeth) * 2 * Math.PI;
      return `${rounded(Math.sin(angle) * radius)} ${rounded(-Math.cos(angle) * radius)}`;
    }),
  );
  return `M${corners.flat().join('L')}z`;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
