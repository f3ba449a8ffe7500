// The same random model under the same random commands on a reference broker and on ours: the traces must be equal but for what `forgiven.ts` names. Every test
// run replays recordings; DIFFERENTIAL=host:port plays new seeds on a live reference, see the README.
import { mkdirSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { compare } from '../conformance/runner/compare.ts';
import type { Trace } from '../conformance/runner/trace.ts';
import { explanationOf, forgiven, placeOf } from './forgiven.ts';
import { readRecordings, type Recording, writeRecordings } from './recorded.ts';
import { openReference } from './reference.ts';
import { type Avoided, drawAndPlay, type OurPlay, playOnOurs } from './shared-play.ts';

const { DIFFERENTIAL, LIVE_LOG = '', LIVE_REST = '', LIVE_CLOCK = '', RECORD = '0', OUT = '' } = process.env;
const { SEEDS = '100', FROM = '1', SIZE = '15', COMMANDS = '20' } = process.env;
/** Seeds that share the reference's clock. */
const atOnce = 150;
/** How often a play that meets a known difference is drawn again without the line that led there, so that it is compared to its end. */
const redrawsMax = 3;

describe('recorded', () => {
  const recordings = readRecordings();

  test('there are some, and nearly all of them could be deployed', () => {
    expect(recordings.length).toBeGreaterThanOrEqual(60);
    expect(recordings.filter(({ trace }) => trace.steps[0]?.status === 'OK').length).toBeGreaterThan(recordings.length * 0.8);
  });

  test.each(recordings.map((recording) => [recording.play.seed, recording] as const))('seed %i', async (seed, { play, trace }) => {
    const { difference } = judge(trace, await playOnOurs(play));
    if (difference !== '') expect.fail(`seed ${seed}\n${difference}\n\n${play.lines.join('\n')}\n\n${play.xml}`);
  });
});

test.each(DIFFERENTIAL === undefined ? [] : [DIFFERENTIAL])('live on %s', { timeout: 14_400_000 }, playLive);

/** What is to be drawn: a seed, and what earlier plays of it have shown to lead to known differences. */
interface Draw {
  readonly seed: number;
  readonly avoided: readonly Avoided[];
}

async function playLive(gateway: string): Promise<void> {
  const reference = await openReference({ gateway, log: LIVE_LOG, rest: LIVE_REST, clock: LIVE_CLOCK });
  const tally = createTally();
  const waiting: Draw[] = Array.from({ length: Number(SEEDS) }, (_, index) => ({ seed: Number(FROM) + index, avoided: [] }));
  let next = drawMany(waiting.splice(0, atOnce));
  for (let drawn = await next; drawn.length > 0; drawn = await next) {
    const playing = reference.play(drawn.map(({ play }) => play));
    // The next ones are drawn while the reference is busy.
    next = drawMany(waiting.splice(0, atOnce));
    const traces = await playing;
    for (const [index, { play, avoided }] of drawn.entries()) {
      const again = tally.add(play, traces[index], avoided.length);
      if (again !== undefined) waiting.push({ seed: play.seed, avoided: [...avoided, again] });
    }
    console.log(tally.text());
    if ((await next).length === 0) next = drawMany(waiting.splice(0, atOnce));
  }
  reference.close();
  if (Number(RECORD) > 0) writeRecordings(tally.equal.slice(0, Number(RECORD)));
  if (tally.different.length > 0) expect.fail(tally.different.slice(0, 10).join('\n\n'));
}

async function drawMany(draws: readonly Draw[]): Promise<readonly (Draw & { readonly play: OurPlay })[]> {
  const drawn: (Draw & { readonly play: OurPlay })[] = [];
  for (const draw of draws) {
    drawn.push({ ...draw, play: await drawAndPlay(draw.seed, { elements: Number(SIZE), commands: Number(COMMANDS) }, draw.avoided) });
  }
  return drawn;
}

interface Judgement {
  /** Empty: equal, or explained. */
  readonly difference: string;
  /** Why the traces are not, or not wholly, compared; empty: they are. */
  readonly reason: string;
  /** The place of the line that led to what is explained; -1 if nothing is. */
  readonly at: number;
}

function judge(trace: Trace, play: OurPlay): Judgement {
  const { reference, ours, cut, at } = forgiven(trace, play.trace);
  const found = compare(reference, ours, 'whole') ?? '';
  const explanation = found === '' ? undefined : explanationOf(found, play.xml, reference, ours);
  const difference = [...play.faults, ...(explanation === undefined ? [found] : [])].filter((text) => text !== '').join('\n');
  return { difference, reason: explanation ?? cut, at: explanation === undefined ? at : placeOf(found, trace) };
}

interface Tally {
  readonly equal: Recording[];
  readonly different: string[];
  /** Judges a play that has been drawn again so often. Gives what to avoid when it is to be drawn once more; else it counts. */
  add(play: OurPlay, trace: Trace | undefined, redraws: number): Avoided | undefined;
  text(): string;
}

function createTally(): Tally {
  const reasons = new Map<string, number[]>();
  const cut: number[] = [];
  const equal: Recording[] = [];
  const different: string[] = [];
  const counts = { models: 0, refused: 0, commands: 0, events: 0 };
  const count = (play: OurPlay, trace: Trace): void => {
    counts.models += 1;
    counts.refused += trace.steps[0]?.status === 'OK' ? 0 : 1;
    counts.commands += play.lines.length;
    counts.events += trace.steps.reduce((sum, { events }) => sum + events.length, 0);
  };
  return {
    equal,
    different,
    add(play, trace, redraws) {
      if (trace === undefined) throw new Error(`Expected a trace of seed ${play.seed}`);
      const { difference, reason, at } = judge(trace, play);
      if (reason !== '') reasons.set(reason, [...(reasons.get(reason) ?? []), play.seed]);
      if (difference !== '' || reason !== '') keep(play, trace, difference === '' ? reason : difference);
      const line = play.lines[at];
      if (difference === '' && reason !== '' && line !== undefined && redraws < redrawsMax) return { from: at, line };
      count(play, trace);
      if (difference !== '') different.push(`seed ${play.seed}: ${difference}`);
      else if (reason === '') equal.push({ play, trace });
      else cut.push(play.seed);
      return undefined;
    },
    text: () =>
      [
        `${counts.models} models (${counts.refused} refused by both), ${counts.commands} commands, ${counts.events} events: ${equal.length} equal to their ends, ${cut.length} up to a known difference (${cut.slice(0, 5).join(', ')} ...), ${different.length} different`,
        ...[...reasons].map(([reason, seeds]) => `  ${seeds.length} times: ${reason} (${seeds.slice(0, 5).join(', ')} ...)`),
      ].join('\n'),
  };
}

/** For whoever looks into it. */
function keep(play: OurPlay, trace: Trace, text: string): void {
  if (OUT === '') return;
  mkdirSync(OUT, { recursive: true });
  const write = (suffix: string, content: string): void => writeFileSync(`${OUT}/${play.seed}.${suffix}`, content);
  write('bpmn', play.xml);
  write('txt', `${text}\n\n${play.lines.join('\n')}\n`);
  write('reference.json', JSON.stringify(trace.steps, undefined, 1));
  write('ours.json', JSON.stringify(play.trace.steps, undefined, 1));
}
