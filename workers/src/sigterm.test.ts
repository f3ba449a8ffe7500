// The first signal drains, a second one is the process's own; the exit code tells what was left. Signals are emitted, not sent.
import { afterEach, expect, test, vi } from 'vitest';
import type { DrainReport } from './drain.ts';
import type { RunningWorker } from './running-worker.ts';
import { drainOnSignal } from './sigterm.ts';
import { closed, world } from './testing/worker-world.ts';

afterEach(() => vi.restoreAllMocks());

const signal = 'SIGUSR2';
const emit = () => process.emit(signal);

test('the first signal drains all workers, and takes the listeners away', async () => {
  const { timing, gateway, declare } = world({}, { leakDetection: false });
  const [first, second] = [
    declare()
      .task('one', () => ({}))
      .run(),
    declare()
      .task('two', () => ({}))
      .run(),
  ];
  await timing.advance(100);
  const listeners = process.listenerCount(signal);
  const ended = new Promise<readonly DrainReport[]>((resolve) => {
    drainOnSignal([first, second], { signals: [signal], deadline: '5s', onDrained: resolve });
  });
  expect(process.listenerCount(signal)).toBe(listeners + 1);
  emit();
  expect(process.listenerCount(signal)).toBe(listeners);
  expect(await closed(ended, timing)).toMatchObject([
    { clean: true, left: [] },
    { clean: true, left: [] },
  ]);
  expect([first, second].map((running) => running.status().state)).toEqual(['closed', 'closed']);
  const polls = gateway.polls.length;
  await timing.advance(60_000);
  expect(gateway.polls).toHaveLength(polls);
});

test.each([
  [0, 0],
  [2, 1],
])('with %i jobs left the process exits with %i', async (left, code) => {
  const exit = vi.spyOn(process, 'exit').mockImplementation(() => undefined as never);
  const report: DrainReport = {
    clean: left === 0,
    left: Array.from({ length: left }, () => ({ type: 't', key: '1', cluster: 'c' })),
    tookMs: 1,
  };
  const asked: unknown[] = [];
  const running = { drain: async (options: unknown) => (asked.push(options), report) } as unknown as RunningWorker;
  drainOnSignal(running, { signals: [signal] });
  emit();
  await vi.waitFor(() => expect(exit).toHaveBeenCalledWith(code));
  expect(asked).toEqual([{ deadline: '10s' }]);
});

test('who no longer listens drains nothing', () => {
  const drained = vi.fn<() => void>();
  const stop = drainOnSignal({ drain: drained } as unknown as RunningWorker, { signals: [signal] });
  stop();
  emit();
  expect(drained).not.toHaveBeenCalled();
});
