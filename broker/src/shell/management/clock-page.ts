/** The test clock: moved by hand, only when the broker was started with `--clock controlled`. */
import type { IncomingMessage } from 'node:http';
import { type ClockMove, moveClock } from '../gateway/clock-move.ts';
import { isoDurationMs } from './iso-duration.ts';
import type { Visit } from './visit.ts';
import { answerJson } from './reply.ts';

/** Longest body read, bytes. */
const BODY_BYTES_MAX = 4096;
const EXPECTED = '{"advance":"PT3H"}, {"pin":"2026-01-01T00:00:00Z"} or {"reset":true}';

/** 200 with the time now; 400 for a body that says nothing of the kind; 409 without a controlled clock. */
export async function answerClock({ request, response, view }: Visit): Promise<void> {
  if (view.clockControl === undefined)
    return answerJson(response, 409, { error: 'Expected a controlled clock, but the broker was not started with --clock controlled' });
  const move = moveOf(await bodyOf(request));
  const fault = typeof move === 'string' ? move : await moveClock(view.clockControl, view.clock, view.partitions(), move);
  if (typeof fault === 'string') return answerJson(response, 400, { error: fault });
  answerJson(response, 200, { now: new Date(view.clock.nowMs()).toISOString() });
}

/** What the body asks for, or what is wrong with it. */
function moveOf(body: unknown): ClockMove | string {
  const { advance, pin, reset } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  if (typeof advance === 'string') {
    const byMs = isoDurationMs(advance);
    if (byMs === undefined) return `Expected "advance" to be a duration such as PT3H, but it was '${advance}'`;
    return { kind: 'ADVANCE', byMs };
  }
  if (typeof pin === 'string') {
    const atMs = Date.parse(pin);
    return Number.isNaN(atMs) ? `Expected "pin" to be a time such as 2026-01-01T00:00:00Z, but it was '${pin}'` : { kind: 'PIN', atMs };
  }
  return reset === true ? { kind: 'RESET' } : `Expected ${EXPECTED}, but got something else`;
}

/** The body as JSON; undefined when it is none or too long. */
async function bodyOf(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) {
    text += String(chunk);
    if (text.length > BODY_BYTES_MAX) return undefined;
  }
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
