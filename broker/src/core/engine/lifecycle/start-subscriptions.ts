/** What a process definition waits for to be started: timers, messages and signals of its start events, held by its latest version. */
import type { Processing } from '../processing.ts';
import type { Failure } from './visit.ts';

/** A new version takes over: what the version before waited for is closed, what the new one waits for is opened. */
export function renewStartSubscriptions(_p: Processing, _before: number | undefined, _next: number): Failure | undefined {
  return undefined;
}
