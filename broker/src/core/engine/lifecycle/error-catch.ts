/** Finding who catches an error: upwards through scopes and calls; at each level a matching code beats a catch-all. BPMN 2.0.2 section 10.5.7. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { ElementInstanceRow } from '../state/element-instances.ts';
import { isInnerInstance } from './subscriptions.ts';
import { type Visit, visitOf } from './visit.ts';

/** The event that catches, and the element instance it is triggered for. */
export interface Catch {
  readonly visit: Visit;
  readonly event: ExecutableElement;
}

/**
 * The nearest catch of `code`, starting at `origin` itself; undefined when nobody catches. From inside an interrupting event sub-process the way leads
 * past all scopes around it to the call activity of the process, as seen on the reference.
 */
export function findErrorCatch(origin: Visit, code: string): Catch | undefined {
  let visit: Visit | undefined = origin;
  while (visit !== undefined) {
    const instance: ElementInstanceRow = visit.instance;
    const isOpen = instance.state === 'ACTIVATED' && instance.interruptedBy === '';
    const event: ExecutableElement | undefined = isOpen ? bestCatch(catchesOf(visit), 'error', code) : undefined;
    if (event !== undefined) return { visit, event };
    visit = instance.interruptedBy === '' ? around(visit) : callerOf(visit);
  }
  return undefined;
}

/** What lies around an element instance: its scope, or of a called process the call activity. */
export function around(visit: Visit): Visit | undefined {
  const { flowScopeKey, parentElementInstanceKey } = visit.instance;
  return visitOf(visit.p, flowScopeKey >= 0 ? flowScopeKey : parentElementInstanceKey);
}

/** Event sub-processes inside come before boundary events outside: with equal codes the inner wins. A loop's boundary events belong to its body. */
export function catchesOf(visit: Visit): readonly ExecutableElement[] {
  // An inner instance shares the model of its ad-hoc sub-process, not what is attached to that.
  if (visit.instance.elementType === 'AD_HOC_SUB_PROCESS_INNER_INSTANCE') return [];
  const isBody = visit.instance.elementType === 'MULTI_INSTANCE_BODY';
  const starts = isBody ? [] : visit.element.eventSubProcesses.flatMap((subProcess) => [...subProcess.startEvents]);
  return isInnerInstance(visit) ? starts : [...starts, ...visit.element.boundaryEvents];
}

/** Of the catches of a kind the one for exactly this code, otherwise the one for all. */
export function bestCatch(events: readonly ExecutableElement[], kind: 'error' | 'escalation', code: string): ExecutableElement | undefined {
  const candidates = events.filter((event) => event.trigger?.kind === kind);
  return candidates.find((event) => codeOf(event) === code) ?? candidates.find((event) => codeOf(event) === undefined);
}

function callerOf(visit: Visit): Visit | undefined {
  const root = visitOf(visit.p, visit.instance.processInstanceKey);
  return root === undefined ? undefined : around(root);
}

function codeOf(event: ExecutableElement): string | undefined {
  if (event.trigger?.kind !== 'error' && event.trigger?.kind !== 'escalation') return undefined;
  return event.trigger.code?.kind === 'text' ? event.trigger.code.text : undefined;
}

/** What the incident of an uncaught error says. */
export function uncaughtErrorText(code: string, message: string): string {
  const said = message === '' ? '' : ` with message '${message}'`;
  return `Expected to throw an error event with the code '${code}'${said}, but it was not caught. No error events are available in the scope.`;
}
