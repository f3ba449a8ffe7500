/** End events: a path of the scope ends here, by kind with an error, a message, or the end of all else. BPMN 2.0.2 section 13.5.6. */
import { childEnded } from '../lifecycle/scope.ts';
import type { ElementBehavior } from './behavior.ts';
import { throwing } from './throw/throwing.ts';

/** The behaviour: it throws like any other, and no flow leads on. */
export const endEvent: ElementBehavior = throwing((visit) => childEnded(visit, 'completed'));
