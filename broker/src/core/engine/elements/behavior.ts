/** What one BPMN element adds to the frame. The frame owns the lifecycle; an element fills the blanks, in one file. */
import type { EventTriggerRow } from '../state/event-triggers.ts';
import type { Failure, Visit } from '../lifecycle/visit.ts';

/** Whether an element goes on by itself after it is activated. */
export type Progress = 'wait' | 'complete';

/** The blanks. `Plan` is what {@link prepare} found out and the later steps need; it lives for one step only. */
export interface ElementBehavior<Plan = unknown> {
  /** Which mappings apply: `zeebe:input` on activation, `zeebe:output` on completion. */
  readonly mappings: 'both' | 'output' | 'none';
  /** Whose subscriptions open on activation: boundary events of an activity, the event itself, or none. */
  readonly subscribes: 'boundary' | 'boundary-of-job' | 'self' | 'none';
  /** Evaluates all that can fail, before anything is opened. Returns what to do, or why not. */
  prepare?(visit: Visit): Plan | Failure;
  /** Between the opening of subscriptions and ELEMENT_ACTIVATED: creates jobs and the like. */
  enter?(visit: Visit, plan: Plan): void;
  /** Goes through in one step: its plan lives until it has left. Others complete behind what waits in the step. */
  readonly completesAtOnce?: boolean;
  /** Of a multi-instance body: how many children it will have, for ELEMENT_ACTIVATED. */
  loopSize?(plan: Plan): number;
  /** After ELEMENT_ACTIVATED. */
  activated(visit: Visit, plan: Plan): Progress;
  /** After ELEMENT_COMPLETING, before output mappings. */
  completing?(visit: Visit): Failure | undefined;
  /** Whether the variables of its trigger are taken on completion; absent: always. */
  takesTrigger?(visit: Visit): boolean;
  /** After output mappings, before end listeners. */
  mapped?(visit: Visit): Failure | undefined;
  /** After mappings and end listeners, right before ELEMENT_COMPLETED: the last look at the element's own variables. */
  finishing?(visit: Visit): void;
  /** After ELEMENT_COMPLETED, instead of taking all outgoing flows. `plan` is undefined when the element waited in between; `pending` is what it has not taken. */
  leave?(visit: Visit, plan: Plan | undefined, pending: EventTriggerRow | undefined): void;
  /** Of a multi-instance body: whether a child that was asked for may still begin; absent: always. */
  admits?(visit: Visit): boolean;
  /** Of a multi-instance body: gives a child its variables before its input mappings; again when the child's activation is repeated. */
  childEntering?(visit: Visit, child: Visit): Failure | undefined;
  /** Of a multi-instance body: a child's mappings and listeners are done; takes its output. */
  childMapped?(visit: Visit, child: Visit): Failure | undefined;
  /** Of a multi-instance body: the last look at a child before ELEMENT_COMPLETED. */
  childFinishing?(visit: Visit, child: Visit): Failure | undefined;
  /** Of a container: whether it may complete now; absent: it has no children. Checked whenever a child ends. */
  isDone?(visit: Visit): boolean;
  /** Of a container: a child has completed (or was terminated), before {@link isDone} is asked. */
  childEnded?(visit: Visit, child: Visit, how: 'completed' | 'terminated'): Failure | undefined;
  /** After ELEMENT_TERMINATING: ends what the frame does not know; 'wait' if that takes longer and ends the element itself. */
  terminating?(visit: Visit): 'wait' | undefined;
}
