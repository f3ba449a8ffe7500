// The colours of a picture: black and white, or green and grey where there is coverage.
import type { DrawnElement } from './drawn.ts';

/** Colours of one element. */
export interface Paint {
  readonly name: string;
  readonly fill: string;
  readonly line: string;
}

const plain: Paint = { name: 'plain', fill: '#ffffff', line: '#24292f' };
const walked: Paint = { name: 'walked', fill: '#dcf5e3', line: '#1a7f37' };
/** Grey, not red: green and red are one colour to many eyes. */
const missed: Paint = { name: 'missed', fill: '#f3f4f6', line: '#8a8f98' };
/** Pools, lanes, artifacts and associations: what is no part of a run. */
const aside: Paint = { name: 'aside', fill: 'none', line: '#57606a' };

/** The colours of an element. */
export function paintOf(element: DrawnElement | undefined): Paint {
  if (!element) return aside;
  if (element.count === undefined) return plain;
  return element.count > 0 ? walked : missed;
}

/** Heads of the arrows, one for each colour. */
export function arrowHeads(): string {
  const head = ({ name, line }: Paint) =>
    `<marker id="${name}" viewBox="0 0 10 10" refX="10" refY="5" markerWidth="10" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 1 10 5 0 9z" fill="${line}"/></marker>`;
  return `<defs>${[plain, walked, missed].map(head).join('')}</defs>`;
}
