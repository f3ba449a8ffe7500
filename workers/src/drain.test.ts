// What a drain waits for: nothing that was on its way when it began is left to wait out its lease.
import { expect, test } from 'vitest';
import { closed, world } from './testing/worker-world.ts';
import { pause } from './timing.ts';

test('jobs on their way over the job stream when the worker drains are given back', async () => {
  const { timing, gateway, declare } = world({ work: true, workMs: 60 }, { source: 'job-stream', max: 4, leakDetection: false });
  const running = declare()
    .task('work', () => ({}))
    .run();
  await timing.advance(100);
  const keys = Array.from({ length: 4 }, () => gateway.add('work'));
  await timing.advance(10);
  // Read at the moment the drain ends: then the connection is gone, and what comes later comes too late.
  const ended = running.drain().then((report) => ({ report, answers: gateway.answers.map(({ jobKey, answer }) => [jobKey, answer.kind]) }));
  const { report, answers } = await closed(ended, timing);
  expect(report).toMatchObject({ clean: true, left: [] });
  expect(answers).toEqual(keys.map((key) => [key, 'giveBack']));
});

test('a drain waits until jobs nobody asked for are back', async () => {
  const { timing, gateway, declare } = world({}, { source: 'poll', max: 1, leakDetection: false });
  const { poll, answer } = gateway;
  gateway.poll = async (request, limits) => {
    const jobs = await poll(request, limits);
    return jobs.length === 0 ? jobs : [...jobs, ...(await poll({ ...request, jobsMax: 3, waitMs: -1 }, limits))];
  };
  gateway.answer = async (jobKey, given, limits) => {
    if (given.kind === 'giveBack') await pause(timing, 300);
    return answer(jobKey, given, limits);
  };
  const keys = Array.from({ length: 4 }, () => gateway.add('work'));
  const running = declare()
    .task('work', () => ({}))
    .run();
  await timing.advance(10);
  const ended = running.drain().then((report) => ({ report, answers: gateway.answers.map(({ jobKey }) => jobKey) }));
  const { report, answers } = await closed(ended, timing);
  expect(report).toMatchObject({ clean: true });
  expect(new Set(answers)).toEqual(new Set(keys));
});
