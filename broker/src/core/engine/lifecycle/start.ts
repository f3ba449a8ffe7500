/** How a scope begins: at its one start event; a process that an event started, and an event sub-process, at the one that was triggered. */
import { enterElement } from './activation.ts';
import { activateLater } from './start-instructions.ts';
import { triggered } from './trigger.ts';
import type { Visit } from './visit.ts';

/** Activates a scope's start event: behind what waits in this step, or at once with the variables of the event that started the process. */
export function enterAtStart(scope: Visit): void {
  const { p, element, instance } = scope;
  const pending = p.state.triggers.first(scope.key);
  const triggeredStart = element.startEvents.find((event) => event.id === pending?.targetElementId);
  if (pending !== undefined && triggeredStart !== undefined && element.type === 'PROCESS') {
    triggered(pending, scope, instance.processDefinitionKey);
    enterElement(p, instance, triggeredStart, { variables: pending.variables });
    return;
  }
  const start = triggeredStart ?? element.startEvents.find((event) => event.eventType === 'NONE') ?? element.startEvents[0];
  if (start !== undefined) activateLater(p, instance, start);
}
