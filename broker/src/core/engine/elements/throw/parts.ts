/** Which part a throw or end event takes, by its trigger. */
import type { Trigger } from '../../../model/executable.ts';
import type { Visit } from '../../lifecycle/visit.ts';
import { compensationThrow } from './compensation.ts';
import { errorThrow } from './error.ts';
import { escalationThrow } from './escalation.ts';
import { linkThrow } from './link.ts';
import { messageThrow } from './message.ts';
import type { ThrowPart } from './part.ts';
import { signalThrow } from './signal.ts';
import { terminateThrow } from './terminate.ts';

/** None events and what has no part of its own: they pass. */
const passing: ThrowPart = { activated: () => 'complete' };

const parts: { readonly [K in Trigger['kind']]?: ThrowPart } = {
  message: messageThrow,
  signal: signalThrow,
  error: errorThrow,
  escalation: escalationThrow,
  link: linkThrow,
  terminate: terminateThrow,
  compensation: compensationThrow,
};

/** The part of a throw or end event. */
export function throwPartOf(visit: Visit): ThrowPart {
  const { trigger } = visit.element;
  return (trigger === undefined ? undefined : parts[trigger.kind]) ?? passing;
}
