/** Everything the outside world gives the broker, in one object; whole brokers run against a simulated one. */
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { Disk } from './disk.ts';
import { nodeDisk } from './node-disk.ts';
import type { Random } from './random.ts';
import { systemRandom } from './random.ts';
import type { Timers } from './timers.ts';
import { systemTimers } from './timers.ts';

/** Time, chance, waiting and files. */
export interface Platform {
  readonly clock: Clock;
  readonly random: Random;
  readonly timers: Timers;
  readonly disk: Disk;
}

/** The machine itself. */
export const systemPlatform: Platform = { clock: systemClock, random: systemRandom, timers: systemTimers, disk: nodeDisk };
