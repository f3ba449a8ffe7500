// Gives every key of a run a name that another broker's run gives, too: by element, kind and order of appearance. It knows no transport.
import type { LogRecord } from './record.ts';

/** Names keys, and finds the key of a name. */
export interface Names {
  /** Learns the names of a batch of records; must see each record once, in log order. */
  learn(records: readonly LogRecord[]): void;
  /** Gives a resource of a deployment its name, such as `process:order:v2`. */
  learnResource(kind: string, id: string, version: number, key: string): void;
  /** The name of a key: empty for -1, `unknownName` when no record gave it one. */
  nameOf(key: string): string;
  /** The key of a name, or undefined. */
  keyOf(name: string): string | undefined;
  /** A version number counted from the first one that this run has seen of the id. */
  versionOf(id: string, version: number): number;
  /** The names of all resources deployed so far, in order. */
  resources(): readonly string[];
}

// What stands behind the colon of a name: the field with the key of the thing that owns it, or a plain text field.
const anchors: Readonly<Record<string, readonly [prefix: string, ...fields: string[]]>> = {
  JOB: ['job', 'elementInstanceKey'],
  TIMER: ['timer', 'elementInstanceKey', 'targetElementId'],
  INCIDENT: ['incident', 'elementInstanceKey'],
  VARIABLE: ['variable', 'scopeKey', 'name'],
  MESSAGE: ['message', 'name'],
  MESSAGE_SUBSCRIPTION: ['subscription', 'elementInstanceKey', 'messageName'],
  PROCESS_MESSAGE_SUBSCRIPTION: ['process-subscription', 'elementInstanceKey', 'messageName'],
  MESSAGE_START_EVENT_SUBSCRIPTION: ['start-subscription', 'startEventId'],
  SIGNAL: ['signal', 'signalName'],
  SIGNAL_SUBSCRIPTION: ['signal-subscription', 'catchEventInstanceKey', 'catchEventId'],
  USER_TASK: ['user-task', 'elementInstanceKey'],
  COMPENSATION_SUBSCRIPTION: ['compensation', 'compensableActivityInstanceKey', 'compensableActivityId'],
  PROCESS_EVENT: ['event', 'scopeKey', 'targetElementId'],
  ESCALATION: ['escalation', 'throwElementId'],
  DECISION_EVALUATION: ['evaluation', 'decisionId'],
  VARIABLE_DOCUMENT: ['document', 'scopeKey'],
  PROCESS_INSTANCE_CREATION: ['creation', 'bpmnProcessId'],
};

/** What a key is called that no record of the run has given a name. */
export const unknownName = '?';

/** A fresh set of names, for one run of one scenario. */
export function createNames(): Names {
  const byKey = new Map<string, string>();
  const byName = new Map<string, string>();
  const resourceNames: string[] = [];
  const versions = new Map<string, number[]>();

  const give = (key: string, base: string, separator: '#' | '/'): void => {
    if (key === '-1' || byKey.has(key)) return;
    let count = 1;
    let name = separator === '#' ? `${base}#1` : base;
    while (byName.has(name)) {
      count += 1;
      name = `${base}${separator}${count}`;
    }
    byKey.set(key, name);
    byName.set(name, key);
  };

  const nameOf = (key: string): string => (key === '-1' ? '' : (byKey.get(key) ?? unknownName));
  const versionOf = (id: string, version: number): number => {
    const seen = versions.get(id) ?? [];
    versions.set(id, seen);
    if (!seen.includes(version)) seen.push(version);
    return seen.indexOf(version) + 1;
  };

  const learnOther = (record: LogRecord): void => {
    const [prefix, ...fields] = anchors[record.valueType] ?? [];
    // A message that only expires here was published in an earlier run.
    if (prefix === undefined || (record.valueType === 'MESSAGE' && record.intent !== 'PUBLISHED')) return;
    const parts = fields.map((field) => anchorText(field, record.value[field], nameOf)).filter((part) => part !== '');
    give(String(record.key), `${prefix}:${parts.join(':')}`, '/');
  };

  return {
    learn(records) {
      const events = records.filter((record) => record.recordType === 'EVENT');
      for (const { valueType, key, value } of events) {
        if (valueType === 'PROCESS_INSTANCE') give(String(key), String(value['elementId']), '#');
      }
      for (const record of events) if (record.valueType !== 'PROCESS_INSTANCE') learnOther(record);
    },
    learnResource(kind, id, version, key) {
      const name = `${kind}:${id}:v${versionOf(`${kind}:${id}`, version)}`;
      if (byKey.has(key)) return;
      byKey.set(key, name);
      byName.set(name, key);
      resourceNames.push(name);
    },
    nameOf,
    keyOf: (name) => byName.get(name),
    versionOf,
    resources: () => resourceNames,
  };
}

function anchorText(field: string, value: unknown, nameOf: (key: string) => string): string {
  if (!field.endsWith('Key')) return String(value ?? '');
  const key = String(value ?? -1);
  return key === '-1' ? '' : nameOf(key);
}
