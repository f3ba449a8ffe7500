/** A whole simulated machine: clock, chance, timers and disk that all hang on one scheduler and one seed. */
import type { Platform } from '../platform.ts';
import type { Random } from '../random.ts';
import type { SimClock, SimClockFaults } from './sim-clock.ts';
import { createSimClock } from './sim-clock.ts';
import type { SimDisk, SimDiskOptions } from './sim-disk.ts';
import { createSimDisk } from './sim-disk.ts';
import type { SimScheduler } from './sim-scheduler.ts';
import type { SimTimers } from './sim-timers.ts';
import { createSimTimers } from './sim-timers.ts';

/** A platform with the handles of a test. */
export interface SimPlatform extends Platform {
  readonly clock: SimClock;
  readonly timers: SimTimers;
  readonly disk: SimDisk;
}

export interface SimPlatformOptions {
  readonly clock?: SimClockFaults;
  readonly disk?: Omit<SimDiskOptions, 'scheduler'>;
  /** The disk an earlier life of this machine left behind (`disk.crash(...)`); default an empty one. */
  readonly foundDisk?: SimDisk;
}

/** Makes one machine in the world of a scheduler; `random` belongs to this machine alone. */
export function createSimPlatform(scheduler: SimScheduler, random: Random, options: SimPlatformOptions = {}): SimPlatform {
  return {
    clock: createSimClock(scheduler, options.clock),
    random,
    timers: createSimTimers(scheduler),
    disk: options.foundDisk ?? createSimDisk({ ...options.disk, scheduler }),
  };
}
