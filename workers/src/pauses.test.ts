// Pauses: what a stream was asked for comes back, and a type nobody works on is named.
import { expect, test } from 'vitest';
import { closed, world } from './testing/worker-world.ts';

test.each([{ push: true }, { work: true }])('a pause takes back what a stream was asked for %o', async (offers) => {
  const { timing, gateway, declare } = world(offers, { leakDetection: false });
  const running = declare()
    .task('work', () => ({}))
    .run();
  await timing.advance(1_000);
  expect(running.metrics().asked).toBeGreaterThan(0);
  running.pause();
  await timing.advance(100);
  for (let count = 0; count < 3; count += 1) gateway.add('work');
  await timing.advance(60_000);
  expect(gateway.answers).toEqual([]);
  running.resume();
  await timing.advance(31_000);
  expect(gateway.answers).toHaveLength(3);
  await closed(running.drain(), timing);
  expect(running.metrics()).toMatchObject({ held: 0, asked: 0 });
});

test('a type the worker does not work on is no type to pause', async () => {
  const { timing, declare } = world();
  const running = declare()
    .task('pay', () => ({}))
    .task('ship', () => ({}))
    .run();
  expect(() => running.pause('pya')).toThrow("Expected a type this worker works on ('pay', 'ship'), but got 'pya'");
  expect(() => running.resume('pya')).toThrow(RangeError);
  await closed(running.drain(), timing);
});
