// Pauses the types of a worker and resumes them: demand, sources, and what waits for a batch to fill.
import type { Lane } from './credit-gate.ts';
import { createPauseSwitch, type PauseSwitch } from './pause-switch.ts';
import type { Task } from './task.ts';

/** The switches of a worker's types. */
export interface Pauses {
  switchOf(type: string): PauseSwitch;
  /** Pauses one type, or all. Throws a RangeError for a type the worker does not work on. */
  pause(type: string | undefined, lanes: ReadonlyMap<string, Lane>): void;
  /** Resumes one type, or all; what waits for a batch may wait again unless the worker `isDraining`. Throws like `pause`. */
  resume(type: string | undefined, lanes: ReadonlyMap<string, Lane>, isDraining: boolean): void;
}

/** All types of these tasks, none of them paused. */
export function createPauses(tasks: readonly Task[]): Pauses {
  const switches = new Map(tasks.map(({ type }) => [type, createPauseSwitch()]));
  const switchOf = (type: string): PauseSwitch => {
    const found = switches.get(type);
    if (found) return found;
    const known = [...switches.keys()].map((name) => `'${name}'`).join(', ');
    throw new RangeError(`Expected a type this worker works on (${known}), but got '${type}'`);
  };
  const chosen = (type: string | undefined): readonly Task[] => {
    if (type === undefined) return tasks;
    switchOf(type);
    return tasks.filter((task) => task.type === type);
  };
  return {
    switchOf,
    pause(type, lanes) {
      for (const task of chosen(type)) {
        lanes.get(task.type)?.pause();
        switchOf(task.type).pause();
        task.waiting.giveBack();
      }
    },
    resume(type, lanes, isDraining) {
      for (const task of chosen(type)) {
        lanes.get(task.type)?.resume();
        if (!isDraining) task.waiting.open();
        switchOf(task.type).resume();
      }
    },
  };
}
