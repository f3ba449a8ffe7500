/** Finding who catches an error: upwards through scopes and calls; at each level a matching code beats a catch-all. BPMN 2.0.2 section 10.5.7. */
import type { ExecutableElement } from '../../model/executable.ts';
import { type Visit, visitOf } from './visit.ts';

/** The event that catches, and the element instance it is triggered for. */
export interface Catch {
  readonly visit: Visit;
  readonly event: ExecutableElement;
}

/** The nearest catch of `code`, starting at `origin` itself; undefined when nobody catches. */
export function findErrorCatch(origin: Visit, code: string): Catch | undefined {
  let visit: Visit | undefined = origin;
  while (visit !== undefined) {
    const event: ExecutableElement | undefined = catchAt(visit, code);
    if (event !== undefined) return { visit, event };
    const { flowScopeKey, parentElementInstanceKey } = visit.instance;
    visit = visitOf(visit.p, flowScopeKey >= 0 ? flowScopeKey : parentElementInstanceKey);
  }
  return undefined;
}

function catchAt(visit: Visit, code: string): ExecutableElement | undefined {
  if (visit.instance.state !== 'ACTIVATED' || visit.instance.interruptedBy !== '') return undefined;
  const candidates = catchesOf(visit).filter((event) => event.trigger?.kind === 'error');
  return candidates.find((event) => codeOf(event) === code) ?? candidates.find((event) => codeOf(event) === undefined);
}

/** Event sub-processes inside come before boundary events outside: with equal codes the inner wins. */
function catchesOf(visit: Visit): readonly ExecutableElement[] {
  const scope = visitOf(visit.p, visit.instance.flowScopeKey);
  const isInner = scope?.instance.elementType === 'MULTI_INSTANCE_BODY' && scope.element === visit.element;
  const isBody = visit.instance.elementType === 'MULTI_INSTANCE_BODY';
  const starts = isBody ? [] : visit.element.eventSubProcesses.flatMap((subProcess) => [...subProcess.startEvents]);
  return isInner ? starts : [...starts, ...visit.element.boundaryEvents];
}

function codeOf(event: ExecutableElement): string | undefined {
  if (event.trigger?.kind !== 'error' || event.trigger.code === undefined) return undefined;
  return event.trigger.code.kind === 'text' ? event.trigger.code.text : undefined;
}

/** What the incident of an uncaught error says. */
export function uncaughtErrorText(code: string, message: string): string {
  const said = message === '' ? '' : ` with message '${message}'`;
  return `Expected to throw an error event with the code '${code}'${said}, but it was not caught. No error events are available in the scope.`;
}
