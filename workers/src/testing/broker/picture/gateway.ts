// Draws a gateway: a diamond with the symbol of how it splits and joins. BPMN 2.0.2 section 10.6.
import type { Bounds, DrawnElement } from './drawn.ts';
import type { Paint } from './paint.ts';
import { circlePath, drawSymbol, type Symbol } from './symbol.ts';

const symbols: Readonly<Record<string, Symbol>> = {
  EXCLUSIVE_GATEWAY: { body: 'M-7-9 7 9M7-9-7 9', line: 3.5 },
  PARALLEL_GATEWAY: { body: 'M-11 0H11M0-11V11', line: 3.5 },
  INCLUSIVE_GATEWAY: { body: circlePath(10), line: 3 },
  EVENT_BASED_GATEWAY: { body: circlePath(13), detail: `${circlePath(10.5)}M0-7 7-1.8 4.3 6.2H-4.3L-7-1.8z` },
};

/** The gateway, without its name. */
export function drawGateway({ x, y, width, height }: Bounds, { type }: DrawnElement, paint: Paint): string {
  const centre = { x: x + width / 2, y: y + height / 2 };
  const points = `${centre.x},${y} ${x + width},${centre.y} ${centre.x},${y + height} ${x},${centre.y}`;
  const symbol = symbols[type];
  const diamond = `<polygon points="${points}" fill="${paint.fill}" stroke="${paint.line}" stroke-width="1.3"/>`;
  return diamond + (symbol ? drawSymbol(symbol, centre, paint) : '');
}
