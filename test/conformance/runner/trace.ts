// The recorded form of a run: the steps with their statuses, answers and events; how it is written and read. It compares nothing.
import { readFile, writeFile } from 'node:fs/promises';
import type { TraceEvent } from './normalise.ts';

/** What one step came to. */
export interface TracedStep {
  readonly step: string;
  readonly status: string;
  /** The gateway's words on a refusal: kept for the reader, never compared. */
  readonly message?: string;
  readonly answer?: unknown;
  readonly events: readonly TraceEvent[];
}

/** One run of one scenario. */
export interface Trace {
  readonly scenario: string;
  readonly about: string;
  readonly recorded: string;
  readonly steps: readonly TracedStep[];
}

/** Where the trace of a scenario lies. */
export function traceUrl(group: string, scenario: string): URL {
  return new URL(`../traces/${group}/${scenario}.json`, import.meta.url);
}

/** Reads a recorded trace; undefined when there is none. */
export async function readTrace(url: URL): Promise<Trace | undefined> {
  const text = await readFile(url, 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Trace);
}

/** Writes a trace: one line per event, so that a difference in it reads like a story. */
export async function writeTrace(url: URL, trace: Trace): Promise<void> {
  const { steps, ...head } = trace;
  const lines = steps.map(({ events, ...rest }) => {
    const inner = events.map((event) => `      ${JSON.stringify(event)}`).join(',\n');
    return `    ${JSON.stringify(rest).slice(0, -1)}, "events": [${inner === '' ? '' : `\n${inner}\n    `}]}`;
  });
  await writeFile(url, `${JSON.stringify(head).slice(0, -1)}, "steps": [\n${lines.join(',\n')}\n]}\n`);
}
