/** Intermediate throw events: raise what their trigger says and go on. BPMN 2.0.2 section 10.5.4. */
import { takeAllFlows } from '../lifecycle/completion.ts';
import type { ElementBehavior } from './behavior.ts';
import { throwing } from './throw/throwing.ts';

/** The behaviour. */
export const intermediateThrowEvent: ElementBehavior = throwing(takeAllFlows);
