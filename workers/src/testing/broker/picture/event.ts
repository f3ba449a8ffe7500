// Draws an event: one ring or two, thin or thick, whole or dashed, with the symbol of what it waits for or raises. BPMN 2.0.2 section 10.5.
import type { Bounds, DrawnElement } from './drawn.ts';
import type { Paint } from './paint.ts';
import { circlePath, drawSymbol, type Symbol } from './symbol.ts';

/** By event type, as records name it. */
const symbols: Readonly<Record<string, Symbol>> = {
  MESSAGE: { body: 'M-9-6H9V6H-9z', detail: 'M-9-6 0 1 9-6' },
  TIMER: {
    body: circlePath(10),
    detail: 'M1-7 0 0 5 2M0-10v2M0 10v-2M-10 0h2M10 0h-2M-7-7l1.2 1.2M7-7l-1.2 1.2M-7 7l1.2-1.2M7 7l-1.2-1.2',
  },
  SIGNAL: { body: 'M0-9 9 6H-9z' },
  ERROR: { body: 'M-9 8-4-7 3 2 9-8 4 8-3-1z' },
  ESCALATION: { body: 'M0-10 7 8 0 1-7 8z' },
  COMPENSATION: { body: 'M-10 0-1-6V6zM-1 0 8-6V6z' },
  LINK: { body: 'M-9-4H2V-8L10 0 2 8V4H-9z' },
  TERMINATE: { body: circlePath(10) },
  CONDITIONAL: { body: 'M-7-9H7V9H-7z', detail: 'M-4.5-5.5h9M-4.5-2h9M-4.5 1.5h9M-4.5 5h9' },
};

/** The event, without its name. */
export function drawEvent({ x, y, width }: Bounds, element: DrawnElement, paint: Paint): string {
  const { type, eventType = 'NONE', interrupting = true } = element;
  const centre = { x: x + width / 2, y: y + width / 2 };
  const dashes = interrupting ? '' : ' stroke-dasharray="4 3"';
  const ring = (radius: number, line: number) =>
    `<circle cx="${centre.x}" cy="${centre.y}" r="${radius}" fill="${paint.fill}" stroke="${paint.line}" stroke-width="${line}"${dashes}/>`;
  const inner = /^(INTERMEDIATE|BOUNDARY)/.test(type) ? ring(width / 2 - 3.5, 1.3) : '';
  const symbol = symbols[eventType];
  const throws = type === 'END_EVENT' || type === 'INTERMEDIATE_THROW_EVENT';
  return ring(width / 2, type === 'END_EVENT' ? 3.5 : 1.3) + inner + (symbol ? drawSymbol(symbol, centre, paint, throws) : '');
}
