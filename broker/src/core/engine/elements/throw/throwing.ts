/** What throw and end events have in common: the part of their trigger does the work, and they differ in how they are left. */
import type { Visit } from '../../lifecycle/visit.ts';
import type { ElementBehavior } from '../behavior.ts';
import { throwPartOf } from './parts.ts';

/** The behaviour of an event that throws; `leave` is where it goes unless its part leads elsewhere. */
export function throwing(leave: (visit: Visit) => void): ElementBehavior {
  return {
    mappings: 'both',
    subscribes: 'none',
    prepare: (visit) => throwPartOf(visit).prepare?.(visit),
    enter: (visit, plan) => throwPartOf(visit).enter?.(visit, plan),
    activated: (visit, plan) => throwPartOf(visit).activated(visit, plan),
    leave: (visit) => (throwPartOf(visit).leave ?? leave)(visit),
  };
}
