// What can be asserted of an instance. Each check answers undefined when it holds, else why not; throwing is left to others.
import { isDeepStrictEqual } from 'node:util';
import { stringifyJson } from '@millrace/client';
import type { ElementLife, InstanceHistory } from './instance-history.ts';
import type { WaitingJob } from './waits.ts';

/** What a check looks at. */
export interface Checked {
  readonly key: string;
  readonly history: InstanceHistory | undefined;
  /** Jobs of the instance that are not done. */
  readonly jobs: readonly WaitingJob[];
}

/** Undefined: it holds. Else a sentence: Expected ..., but ... */
export type Verdict = string | undefined;

/** What an incident should be like; members that are absent may be anything. */
export interface IncidentPattern {
  readonly elementId?: string;
  readonly errorType?: string;
  readonly message?: string | RegExp;
}

/** Every check by the name of its assertion. */
export const instanceChecks = {
  /** The instance completed; with element ids, those completed, whatever became of the instance. */
  toHaveCompleted: (checked: Checked, ...elementIds: readonly string[]): Verdict => {
    if (elementIds.length === 0) return rootState(checked) === 'completed' ? undefined : complain(checked, 'to have completed');
    const missing = elementIds.filter((id) => !checked.history?.completed.includes(id));
    return missing.length === 0 ? undefined : complain(checked, `to have completed ${quoted(missing)}`);
  },
  /** These elements completed in this order; others may lie between. */
  toHaveCompletedInOrder: (checked: Checked, ...elementIds: readonly string[]): Verdict => {
    let next = 0;
    for (const id of checked.history?.completed ?? []) if (id === elementIds[next]) next += 1;
    if (next === elementIds.length) return undefined;
    return `${complain(checked, `to have completed ${quoted(elementIds)} in this order`)}; completed: ${quoted(checked.history?.completed ?? [])}`;
  },
  /** The instance was terminated; with element ids, those were. */
  toHaveTerminated: (checked: Checked, ...elementIds: readonly string[]): Verdict => {
    if (elementIds.length === 0) return rootState(checked) === 'terminated' ? undefined : complain(checked, 'to have been terminated');
    const missing = elementIds.filter((id) => !elementsOf(checked, id).some(({ state }) => state === 'terminated'));
    return missing.length === 0 ? undefined : complain(checked, `to have terminated ${quoted(missing)}`);
  },
  /** The instance is there and not done; with element ids, it stands at all of them. */
  toBeWaitingAt: (checked: Checked, ...elementIds: readonly string[]): Verdict => {
    if (elementIds.length === 0) return rootState(checked) === 'active' ? undefined : complain(checked, 'to be under way');
    const missing = elementIds.filter((id) => !elementsOf(checked, id).some(({ state }) => state === 'active'));
    return missing.length === 0 ? undefined : complain(checked, `to wait at ${quoted(missing)}`);
  },
  /** One of these elements began at least. For `not`. */
  toHaveReached: (checked: Checked, ...elementIds: readonly string[]): Verdict =>
    elementIds.some((id) => elementsOf(checked, id).length > 0) ? undefined : complain(checked, `to have reached ${quoted(elementIds)}`),
  /** The instance's own variables hold at least these. Equality is deep. */
  toHaveVariables: (checked: Checked, expected: object): Verdict => {
    const found = checked.history?.variables ?? {};
    const wrong = Object.entries(expected).filter(([name, value]) => !isDeepStrictEqual(found[name], value));
    if (checked.history && wrong.length === 0) return undefined;
    const [name = '', value] = wrong[0] ?? [];
    const actual = name in found ? shown(found[name]) : `not there; it has ${quoted(Object.keys(found))}`;
    return `Expected instance ${checked.key} to have the variable ${name} = ${shown(value)}, but it is ${actual}`;
  },
  /** An open incident is like this; without a pattern any. */
  toHaveIncident: (checked: Checked, pattern: IncidentPattern = {}): Verdict => {
    const open = (checked.history?.incidents ?? []).filter(({ resolved }) => !resolved);
    const hit = open.some(
      ({ elementId, errorType, message }) =>
        (pattern.elementId ?? elementId) === elementId &&
        (pattern.errorType ?? errorType) === errorType &&
        (pattern.message instanceof RegExp ? pattern.message.test(message) : message.includes(pattern.message ?? '')),
    );
    return hit ? undefined : complain(checked, `to have an incident${Object.keys(pattern).length > 0 ? ` like ${shown(pattern)}` : ''}`);
  },
  /** It waits for a message of this name, and with this correlation key if one is given. */
  toWaitForMessage: (checked: Checked, name: string, correlationKey?: string): Verdict =>
    messages(checked, 'waiting').some(
      (message) => message.name === name && (correlationKey ?? message.correlationKey) === message.correlationKey,
    )
      ? undefined
      : complain(checked, `to wait for the message '${name}'${correlationKey === undefined ? '' : ` with key '${correlationKey}'`}`),
  /** A message of this name reached it. */
  toHaveCorrelated: (checked: Checked, name: string): Verdict =>
    messages(checked, 'correlated').some((message) => message.name === name)
      ? undefined
      : complain(checked, `to have been given the message '${name}'`),
} as const;

/** Names of the assertions. */
export type InstanceCheck = keyof typeof instanceChecks;

function rootState({ key, history }: Checked): ElementLife['state'] | undefined {
  return history?.elements.find((element) => element.key === key)?.state;
}

function elementsOf({ history }: Checked, elementId: string): readonly ElementLife[] {
  return history?.elements.filter((element) => element.elementId === elementId) ?? [];
}

function messages({ history }: Checked, state: 'waiting' | 'correlated') {
  return history?.messages.filter((message) => message.state === state) ?? [];
}

function complain(checked: Checked, what: string): string {
  return `Expected instance ${checked.key} ${what}, but ${situation(checked)}`;
}

/** Where the instance stands, in words. */
function situation(checked: Checked): string {
  const { history, jobs } = checked;
  if (!history) return 'there is no such instance';
  const state = rootState(checked);
  const incidents = history.incidents
    .filter(({ resolved }) => !resolved)
    .map((one) => `${one.errorType} at '${one.elementId}': ${one.message}`);
  const trouble = incidents.length > 0 ? `; incidents: ${incidents.join('; ')}` : '';
  if (state !== 'active') return `it was ${state ?? 'never begun'}; completed: ${quoted(history.completed)}${trouble}`;
  const places = history.elements.filter((element) => element.state === 'active' && element.key !== history.key);
  const work = jobs.map(({ type, state: jobState }) => `job '${type}' is ${jobState}`);
  const waits = messages(checked, 'waiting').map(({ name, correlationKey }) => `message '${name}' for '${correlationKey}'`);
  return `it is at ${quoted(places.map(({ elementId }) => elementId))}${[...work, ...waits].map((one) => `; ${one}`).join('')}${trouble}`;
}

function quoted(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.map((name) => `'${name}'`).join(', ');
}

function shown(value: unknown): string {
  if (value === undefined) return 'absent';
  return typeof value === 'object' && value !== null && Object.values(value).some((one) => one instanceof RegExp)
    ? String(Object.entries(value).map(([name, one]) => `${name} ${String(one)}`))
    : (stringifyJson(value) ?? 'something else');
}
