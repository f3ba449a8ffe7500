// A job as a handler sees it, and how it is read from the wire; it never throws for what a broker sent.
import { type JobKey, parseJson } from '@millrace/client';
import { messageOf } from './errors.ts';
import type { RawJob } from './gateway.ts';

/** Process variables whose shape nobody declared. */
export type Variables = { readonly [name: string]: unknown };

/** One job, leased to this worker. Keys are strings of digits, as the client takes them. */
export interface Job<V = Variables> {
  readonly key: JobKey;
  /** Job type of its element. */
  readonly type: string;
  /** Variables that were fetched, by the task's input schema if it has one. Integers beyond 2^53 are bigint. */
  readonly variables: V;
  /** Headers of its element in the model. */
  readonly headers: Readonly<Record<string, string>>;
  readonly processInstanceKey: RawJob['processInstanceKey'];
  /** Id of the process in the model. */
  readonly processId: string;
  /** Version of the definition, from 1. */
  readonly processVersion: number;
  readonly processDefinitionKey: RawJob['processDefinitionKey'];
  /** Id of the element in the model. */
  readonly elementId: string;
  readonly elementInstanceKey: RawJob['elementInstanceKey'];
  /** Retries left, this attempt included. */
  readonly retries: number;
  /** When the broker takes the job back as it was handed out, in milliseconds since 1970 by the broker's clock. `ctx.lease.deadline()` knows of renewals. */
  readonly deadline: number;
  /** Whose it is; `<default>` without tenants. */
  readonly tenantId: string;
  /** Name of the worker it was handed to. */
  readonly worker: string;
  /** Id of the cluster it came from. */
  readonly cluster: string;
  /** What it was created for. */
  readonly kind: RawJob['kind'];
  /** undefined for jobs that are no listener's. */
  readonly listenerEvent: RawJob['listenerEvent'];
  /** Present for task listeners' jobs. */
  readonly userTask: RawJob['userTask'];
  /** Tags of the instance. */
  readonly tags: readonly string[];
}

/** Reads a job, or answers why it cannot be read. */
export function readJob(raw: RawJob, cluster: string): Job | { readonly problem: string } {
  const variables = readObject('variables', raw.variablesJson);
  if ('problem' in variables) return variables;
  const headers = readObject('headers', raw.headersJson);
  if ('problem' in headers) return headers;
  return {
    key: raw.key,
    type: raw.type,
    variables: variables.object,
    headers: stringsOf(headers.object),
    processInstanceKey: raw.processInstanceKey,
    processId: raw.processId,
    processVersion: raw.processVersion,
    processDefinitionKey: raw.processDefinitionKey,
    elementId: raw.elementId,
    elementInstanceKey: raw.elementInstanceKey,
    retries: raw.retries,
    deadline: raw.deadline,
    tenantId: raw.tenantId,
    worker: raw.worker,
    cluster,
    kind: raw.kind,
    listenerEvent: raw.listenerEvent,
    userTask: raw.userTask,
    tags: raw.tags,
  };
}

const stringsOf = (object: Variables): Readonly<Record<string, string>> => {
  const strings: Record<string, string> = {};
  for (const name in object) strings[name] = String(object[name]);
  return strings;
};

const empty: Variables = Object.freeze({});

function readObject(what: string, text: string): { readonly object: Variables } | { readonly problem: string } {
  if (text === '' || text === '{}') return { object: empty };
  try {
    const value = parseJson(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { object: value as Variables };
    return { problem: `Expected the ${what} to be a JSON object, but they are ${Array.isArray(value) ? 'an array' : typeof value}` };
  } catch (error) {
    return { problem: `Expected the ${what} to be JSON, but they cannot be read: ${messageOf(error)}` };
  }
}
