// What ours does otherwise than 8.6 on purpose, taken out of both traces before they are compared; each with its reason. It forgives nothing else.
import type { TraceEvent } from '../conformance/runner/normalise.ts';
import type { Trace, TracedStep } from '../conformance/runner/trace.ts';

type Rule = (event: TraceEvent) => TraceEvent | undefined;

const rules: readonly Rule[] = [
  callerOfElements,
  forgottenCompensation,
  migratedCompensation,
  scopeCompensation,
  expiredMessage,
  rejectedOffer,
];

/** What 8.6 refuses to migrate: later versions do it, and so does ours. Elements, compensation, boundary events of loops, a user task behind its start listener. */
const notYetMigrated = [
  /The migration of an? \w+ is not supported/,
  /one or more boundary events of types 'COMPENSATION'/,
  /These mappings detach the catch event from the element/,
  /implementation 'job worker' is mapped to an user task .* 'zeebe user task'/,
];

/** Both traces without what may differ. */
export interface Forgiven {
  readonly reference: Trace;
  readonly ours: Trace;
  /** Why nothing is left of the step from which on they must differ; empty: all is left. */
  readonly cut: string;
  /** The place of that step, -1 if there is none. */
  readonly at: number;
}

/** Both traces without what may differ. */
export function forgiven(reference: Trace, ours: Trace): Forgiven {
  const reasons = reference.steps.map((step, index) => cutBefore(step, ours.steps[index]));
  const at = reasons.findIndex((reason) => reason !== '');
  const left = (trace: Trace): Trace => ({
    ...trace,
    steps: trace.steps.slice(0, at < 0 ? undefined : at).map((step) => ({ ...step, events: afterStepRules(step) })),
  });
  return { reference: left(reference), ours: left(ours), cut: reasons[at] ?? '', at };
}

function cutBefore({ status, message = '' }: TracedStep, ours: TracedStep | undefined): string {
  if (status === 'INTERNAL') return '8.6 fails inside';
  const isMigration = ours?.status === 'OK' && notYetMigrated.some((text) => text.test(message));
  if (isMigration) return 'migrated what 8.6 does not migrate';
  const isInterrupted = status === 'OK' && /its flow scope '.*' was interrupted by/.test(ours?.message ?? '');
  return isInterrupted ? 'activated in an interrupted scope: refused; on 8.6 what begins there never ends' : '';
}

/**
 * In the one command of a modification 8.6 ends elements the last one first, and begins some behind the opening of subscriptions: there only the events of each
 * element have an order. A native user task that it ends is cancelled; 8.6 leaves it behind.
 */
function afterStepRules({ step, events }: TracedStep): readonly TraceEvent[] {
  const left = withoutEndedIncidents(events.flatMap(afterRules));
  if (!step.startsWith('modify ')) return left;
  return left
    .filter(([valueType, intent]) => valueType !== 'USER_TASK' || !intent.startsWith('CANCEL'))
    .map((event, index) => ({ event, index, owner: ownerOf(event) }))
    .sort((one, other) => (one.owner === other.owner ? one.index - other.index : one.owner < other.owner ? -1 : 1))
    .map(({ event }) => event);
}

/** What 8.6 resolves the incidents of behind their end, unless a modification ends them; those of all others before. */
const endedFirst: readonly unknown[] = ['START_EVENT', 'TASK', 'MANUAL_TASK'];

/** The incidents of an element are resolved before it ends, whatever it is. */
function withoutEndedIncidents(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const ended = new Set(
    events
      .filter(([, intent, , fields]) => intent === 'ELEMENT_TERMINATED' && endedFirst.includes(fields['bpmnElementType']))
      .map(([, , name]) => name),
  );
  return events.filter(
    ([type, intent, , fields]) => type !== 'INCIDENT' || intent !== 'RESOLVED' || !ended.has(String(fields['elementInstanceKey'])),
  );
}

function ownerOf([valueType, , name, fields]: TraceEvent): string {
  return String(valueType === 'PROCESS_INSTANCE' ? name : (fields['elementInstanceKey'] ?? fields['scopeKey'] ?? name));
}

function afterRules(event: TraceEvent): readonly TraceEvent[] {
  let left: TraceEvent | undefined = event;
  for (const rule of rules) if (left !== undefined) left = rule(left);
  return left === undefined ? [] : [left];
}

/** `modify-child`: elements activated in a called instance by hand name its caller like all others; 8.6 leaves the caller out. */
function callerOfElements([valueType, intent, name, fields]: TraceEvent): TraceEvent {
  if (valueType !== 'PROCESS_INSTANCE' || fields['bpmnElementType'] === 'PROCESS') return [valueType, intent, name, fields];
  const { parentElementInstanceKey: _, ...rest } = fields;
  return [valueType, intent, name, rest];
}

/** What an event sub-process leaves can be undone no more once it has ended: ours forgets it then, 8.6 with the process instance. */
function forgottenCompensation(event: TraceEvent): TraceEvent | undefined {
  return event[0] === 'COMPENSATION_SUBSCRIPTION' && event[1] === 'DELETED' ? undefined : event;
}

/** `message-past-deadline`: 8.6 looks once a minute for messages whose deadline has passed. */
function expiredMessage(event: TraceEvent): TraceEvent | undefined {
  return event[0] === 'MESSAGE' && event[1] === 'EXPIRED' ? undefined : event;
}

/** Compensation goes on after a migration as later versions have it; 8.6 leaves the subscriptions behind. */
function migratedCompensation(event: TraceEvent): TraceEvent | undefined {
  return event[0] === 'COMPENSATION_SUBSCRIPTION' && event[1] === 'MIGRATED' ? undefined : event;
}

/**
 * A round of a loop has completed only when its output has been taken: then ours notes that something inside can be undone, 8.6 before - even if the output
 * cannot be taken and the round stays.
 */
function scopeCompensation(event: TraceEvent): TraceEvent | undefined {
  const [valueType, intent, , fields] = event;
  return valueType === 'COMPENSATION_SUBSCRIPTION' && intent === 'CREATED' && fields['compensationHandlerId'] === undefined
    ? undefined
    : event;
}

/** An offer that an element has not taken goes back when its subscription is deleted; on 8.6 a little later, in a record without a key. */
function rejectedOffer(event: TraceEvent): TraceEvent | undefined {
  return event[0] === 'MESSAGE_SUBSCRIPTION' && event[1] === 'REJECTED' ? undefined : event;
}

/** The place of the step that a difference names: the comparison counts a wait as part of the step before it. */
export function placeOf(difference: string, { steps }: Trace): number {
  const nth = Number(/^step (\d+) /.exec(difference)?.[1] ?? 0);
  let seen = 0;
  return steps.findIndex(({ step }) => {
    seen += step.startsWith('wait ') ? 0 : 1;
    return seen === nth;
  });
}

/** A difference that is known, by what the first differing events are; undefined: it is not. `trace` is the reference's. */
export function explanationOf(difference: string, xml: string, trace: Trace, ours: Trace): string | undefined {
  const expected = /^ {4}expected (.*)$/m.exec(difference)?.[1] ?? '';
  const got = /^ {4}but got {2}(.*)$/m.exec(difference)?.[1] ?? '';
  const joins = got.includes('"INCLUSIVE_GATEWAY"') && got.includes('ELEMENT_ACTIVATING') && !expected.includes('"INCLUSIVE_GATEWAY"');
  if (joins || joinsMore(difference, trace, ours))
    return 'inclusive-join-abandoned: an inclusive join is tested again when an awaited path ends elsewhere';
  if (asksListenersAgain(difference, trace))
    return 'a resolved incident goes on behind the start listeners that are done; 8.6 asks them once more';
  if (
    /^\["PROCESS_MESSAGE_SUBSCRIPTION",.*"process-subscription:[^"]*\/\d+"/.test(expected) ||
    /"process-subscription:[^"]*\/\d+"/.test(got)
  )
    return 'on 8.6 two events of one element that wait for one message name share a subscription';
  if (/^\["PROCESS_EVENT","TRIGGERING","event:([^"]*)#\d+:\1\/\d+"/.test(expected))
    return 'a catch event takes one trigger; 8.6 notes a second that nobody takes';
  const scope = /"flowScopeKey":"([^"]+)"/.exec(expected)?.[1] ?? '?';
  if (
    difference
      .split('\n')
      .some((line) => line.includes('"TERMINATE"') && line.includes('_COMPLETED') && line.includes(`"flowScopeKey":"${scope}"`))
  )
    return 'a terminate end event closes its scope at once; on 8.6 others go on until it is their turn to end';
  const are = (intent: string): boolean =>
    [expected, got].every((line) => line.includes(`"${intent}"`) && line.includes(`"flowScopeKey":"${scope}"`));
  if ((are('ELEMENT_TERMINATING') || are('ELEMENT_MIGRATED')) && trace.steps.some(({ step }) => step.includes('activate=')))
    return 'elements end and are migrated in the order in which they began; on 8.6 those that a modification began in that of its instructions';
  const fires = [expected, got].every((line) => line.startsWith('["TIMER","TRIGGERED"'));
  if (fires && trace.steps.some(({ step }) => step.includes('activate=')))
    return 'modify-timers-at-once: timers due at once fire in the order in which they were set; on 8.6 in that of the keys of their elements';
  if (isUnhandledAgain(expected, got))
    return 'fault-modify-error-out-of-event-sub-process: such an error is an incident; on 8.6 the event waits for ever when a modification began it';
  if (expected === '(nothing)' && areTwoUntaken(got, trace))
    return 'fault-event-sub-processes-at-once: the one that interrupts begins; on 8.6 it waits for ever behind the other';
  if (isCaughtInVain(expected, got, difference, trace))
    return 'an error caught where a terminate end event has closed the scope: ours notes a trigger that nobody takes; either way all ends';
  if (
    expected === '(nothing)' &&
    /^\["PROCESS_INSTANCE","ELEMENT_TERMINATED",.*"PROCESS"/.test(got) &&
    /^step \d+ "cancel /.test(difference)
  )
    return 'an instance that is cancelled ends; on 8.6 it may stay for ever, terminating and empty';
  if (isCallerForgotten(expected, got, trace))
    return 'fault-modify-child-error: errors of elements activated in a called instance reach its caller; 8.6 leaves the caller out';
  if (isTakenInVain(expected, trace)) return 'an element that is ending takes no message; on 8.6 it does, and the message is lost';
  if (/^\["ESCALATION","NOT_ESCALATED",.*"catchElementId"/.test(expected))
    return 'what an interrupting event sub-process throws is heard further out, also what it has caught; on 8.6 it waits for ever';
  const completes = /"ELEMENT_COMPLETING".*"(PROCESS|SUB_PROCESS|EVENT_SUB_PROCESS)"/.test(expected);
  if (completes && xml.includes('<bpmn:parallelGateway') && xml.includes('isForCompensation'))
    return 'a compensation handler uses up a flow that waits at a join on 8.6, and the scope completes over a waiting flow';
  return undefined;
}

/** In the step that differs an incident is resolved, and the element then asks its start listeners; before that it repeats its input mappings. */
function asksListenersAgain(difference: string, trace: Trace): boolean {
  const element = /\["INCIDENT","RESOLVED".*"elementInstanceKey":"([^"]+)"/.exec(difference)?.[1];
  const events = trace.steps[placeOf(difference, trace)]?.events ?? [];
  return events.some(
    ([valueType, intent, , fields]) =>
      valueType === 'JOB' && intent === 'CREATED' && fields['jobListenerEventType'] === 'START' && fields['elementInstanceKey'] === element,
  );
}

/** The error end event that is active on 8.6 has an incident on ours. */
function isUnhandledAgain(expected: string, got: string): boolean {
  const event = /^\["PROCESS_INSTANCE","ELEMENT_ACTIVATED","([^"]+)".*"END_EVENT".*"ERROR"/.exec(expected)?.[1];
  return event !== undefined && got.startsWith(`["INCIDENT","CREATED","incident:${event}"`) && got.includes('UNHANDLED_ERROR_EVENT');
}

/** Two triggers of a scope that nothing ever takes, where ours begins an event sub-process in it. */
function areTwoUntaken(got: string, { steps }: Trace): boolean {
  const scope = /"ELEMENT_ACTIVATING",.*"EVENT_SUB_PROCESS","flowScopeKey":"([^"]+)"/.exec(got)?.[1];
  const events = steps.flatMap((step) => step.events).filter(([valueType]) => valueType === 'PROCESS_EVENT');
  const taken = new Set(events.filter(([, intent]) => intent === 'TRIGGERED').map(([, , name]) => name));
  const waiting = events.filter(([, intent, name, { scopeKey }]) => intent === 'TRIGGERING' && scopeKey === scope && !taken.has(name));
  return waiting.length >= 2;
}

/** An error of an element that a modification began is caught on ours, and an incident on 8.6. */
function isCallerForgotten(expected: string, got: string, { steps }: Trace): boolean {
  const element = /^\["INCIDENT","CREATED",.*"UNHANDLED_ERROR_EVENT".*"elementInstanceKey":"([^"]+)"/.exec(expected)?.[1];
  const begins = steps.find(({ events }) => events.some(([, intent, name]) => intent === 'ELEMENT_ACTIVATING' && name === element));
  return element !== undefined && got.startsWith('["PROCESS_EVENT","TRIGGERING"') && begins?.step.startsWith('modify ') === true;
}

/** What would be interrupted is terminated next, because a terminate end event of its scope has completed in the same step. */
function isCaughtInVain(expected: string, got: string, difference: string, trace: Trace): boolean {
  const [, host, scope] = /^\["PROCESS_INSTANCE","ELEMENT_TERMINATING","([^"]+)".*"flowScopeKey":"([^"]+)"/.exec(expected) ?? [];
  if (host === undefined || !got.startsWith(`["PROCESS_EVENT","TRIGGERING","event:${host}:`)) return false;
  const events = trace.steps[placeOf(difference, trace)]?.events ?? [];
  return events.some(
    ([, intent, , fields]) => intent === 'ELEMENT_COMPLETED' && fields['bpmnEventType'] === 'TERMINATE' && fields['flowScopeKey'] === scope,
  );
}

/** The trigger that follows is never taken: the element ends in another way. */
function isTakenInVain(expected: string, { steps }: Trace): boolean {
  if (!expected.startsWith('["PROCESS_MESSAGE_SUBSCRIPTION","CORRELATED",')) return false;
  const events = steps.flatMap((step) => step.events);
  const at = events.findIndex((event) => JSON.stringify(event) === expected);
  const trigger = events.slice(at).find(([valueType, intent]) => valueType === 'PROCESS_EVENT' && intent === 'TRIGGERING')?.[2];
  return at >= 0 && !events.some(([, intent, name]) => intent === 'TRIGGERED' && name === trigger);
}

/** In a modification, whose events are sorted: an inclusive join begins in the step that differs, and only on ours. */
function joinsMore(difference: string, trace: Trace, ours: Trace): boolean {
  const isJoin = ([, intent, , fields]: TraceEvent): boolean =>
    intent === 'ELEMENT_ACTIVATING' && fields['bpmnElementType'] === 'INCLUSIVE_GATEWAY';
  return ours.steps.some(({ step, events }, index) => {
    const isDifferent = step.startsWith('modify ') && difference.includes(`"${step}`);
    return isDifferent && events.filter(isJoin).length > (trace.steps[index]?.events.filter(isJoin).length ?? 0);
  });
}
