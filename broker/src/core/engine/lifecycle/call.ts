/** Called processes: how the end of one reaches the call activity that waits for it. BPMN 2.0.2 section 13.3.5. */
import type { Visit } from './visit.ts';

/** A process has completed: its caller, if it has one, goes on. */
export function returnToCaller(_visit: Visit): void {}
