/** How a scope begins: at its one start event; an event sub-process at the one that was triggered. */
import { activateLater } from './start-instructions.ts';
import type { Visit } from './visit.ts';

/** Queues the activation of a scope's start event. */
export function enterAtStart(scope: Visit): void {
  const { p, element, instance } = scope;
  const pending = p.state.triggers.first(scope.key);
  const start =
    element.startEvents.find((event) => event.id === pending?.targetElementId) ??
    element.startEvents.find((event) => event.eventType === 'NONE') ??
    element.startEvents[0];
  if (start !== undefined) activateLater(p, instance, start);
}
