// What is alive according to the records: jobs, incidents, user tasks, element instances. It reads records and asks nobody.
import type { LogRecord } from '../conformance/runner/record.ts';

/** Keys by what they are, as of the last record seen. */
export interface LiveKeys {
  readonly jobs: Set<number>;
  readonly incidents: Map<number, { readonly jobKey: number; readonly scopeKey: number }>;
  readonly userTasks: Set<number>;
  /** Element instances with the instance they belong to. */
  readonly elements: Map<number, number>;
  /** Process instances that no other one has called. */
  readonly roots: Set<number>;
}

/** Nothing is alive. */
export function noLiveKeys(): LiveKeys {
  return { jobs: new Set(), incidents: new Map(), userTasks: new Set(), elements: new Map(), roots: new Set() };
}

const jobEnds = new Set(['COMPLETED', 'CANCELED', 'ERROR_THROWN', 'DELETED']);
const elementEnds = new Set(['ELEMENT_COMPLETED', 'ELEMENT_TERMINATED']);
const taskEnds = new Set(['COMPLETED', 'CANCELED']);

/** Takes further records in. */
export function observe(live: LiveKeys, records: readonly LogRecord[]): void {
  for (const record of records) if (record.recordType === 'EVENT') observeEvent(live, record);
}

function observeEvent(live: LiveKeys, { valueType, intent, key, value }: LogRecord): void {
  if (valueType === 'JOB') {
    if (intent === 'CREATED') live.jobs.add(key);
    else if (jobEnds.has(intent)) live.jobs.delete(key);
  } else if (valueType === 'INCIDENT') {
    const jobKey = numberOf(value['jobKey']);
    if (intent === 'CREATED') live.incidents.set(key, { jobKey, scopeKey: numberOf(value['elementInstanceKey']) });
    else if (intent === 'RESOLVED') live.incidents.delete(key);
    // An error that nobody catches ends in an incident; then the job can be done once more.
    if (intent === 'RESOLVED' && jobKey > 0) live.jobs.add(jobKey);
  } else if (valueType === 'USER_TASK') {
    if (intent === 'CREATED') live.userTasks.add(key);
    else if (taskEnds.has(intent)) live.userTasks.delete(key);
  } else if (valueType === 'PROCESS_INSTANCE') observeElement(live, intent, key, value);
}

function observeElement(live: LiveKeys, intent: string, key: number, value: LogRecord['value']): void {
  const isRoot = value['bpmnElementType'] === 'PROCESS' && numberOf(value['parentProcessInstanceKey']) <= 0;
  if (intent === 'ELEMENT_ACTIVATING') {
    live.elements.set(key, numberOf(value['processInstanceKey']));
    if (isRoot) live.roots.add(key);
  } else if (elementEnds.has(intent)) {
    live.elements.delete(key);
    live.roots.delete(key);
  }
}

function numberOf(value: unknown): number {
  return Number(value ?? -1);
}
