/** The machine's timers: also for delays longer than one of Node's can hold. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { systemTimers } from './timers.ts';

const DAY_MS = 86_400_000;

describe('a timer', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('fires once, after its delay, even after sixty days', () => {
    const run = vi.fn<() => void>();
    systemTimers.schedule(60 * DAY_MS, run);
    vi.advanceTimersByTime(60 * DAY_MS - 1);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(100 * DAY_MS);
    expect(run).toHaveBeenCalledTimes(1);
  });

  it('can be taken back, also on a later leg', () => {
    const run = vi.fn<() => void>();
    const cancel = systemTimers.schedule(60 * DAY_MS, run);
    vi.advanceTimersByTime(30 * DAY_MS);
    cancel();
    vi.advanceTimersByTime(60 * DAY_MS);
    expect(run).not.toHaveBeenCalled();
  });

  it('never fires before it is set, however short', () => {
    const run = vi.fn<() => void>();
    systemTimers.schedule(-5, run);
    expect(run).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(run).toHaveBeenCalledTimes(1);
  });
});
