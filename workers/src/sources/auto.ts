// The best source the broker offers, found out at run time: our job stream, else Zeebe's stream beside polls, else polls alone.
import { runJobStream } from './job-stream.ts';
import { runPoll } from './poll.ts';
import { runPush } from './push.ts';
import type { RunSource } from './source.ts';

/** Tries the sources in turn until one is offered. */
export const runAuto: RunSource = async (context) => {
  for (const run of [runJobStream, runPush]) {
    if ((await run(context)) === 'stopped') return 'stopped';
    if (context.stop.aborted) return 'stopped';
  }
  return runPoll(context);
};
