// Recordings of what a reference broker did with drawn models: one JSON object a line, packed. It plays nothing.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Trace, TracedStep } from '../conformance/runner/trace.ts';
import type { SharedPlay } from './shared-play.ts';

/** A play, and what the reference did. */
export interface Recording {
  readonly play: SharedPlay;
  readonly trace: Trace;
}

interface Line extends SharedPlay {
  readonly recorded: string;
  readonly steps: readonly TracedStep[];
}

const url = new URL('./recorded/plays.jsonl.gz', import.meta.url);

/** All of them; none is an empty list. */
export function readRecordings(): readonly Recording[] {
  if (!existsSync(url)) return [];
  const lines = gunzipSync(readFileSync(url)).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map(recordingOf);
}

/** Writes them anew. */
export function writeRecordings(recordings: readonly Recording[]): void {
  const lines = recordings.map(({ play: { seed, xml, lines: asked }, trace: { recorded, steps } }): string => {
    const line: Line = { seed, recorded, xml, lines: asked, steps: steps.map(({ message: _, ...step }) => step) };
    return `${JSON.stringify(line)}\n`;
  });
  writeFileSync(url, gzipSync(lines.join(''), { level: 9 }));
}

function recordingOf(text: string): Recording {
  const { seed, xml, lines, recorded, steps } = JSON.parse(text) as Line;
  return { play: { seed, xml, lines }, trace: { scenario: `seed-${seed}`, about: '', recorded, steps } };
}
