// The ends of the leases the gateway in memory has given. It knows keys and times, no jobs.
import type { Cancel, Timing } from '../timing.ts';

/** Leases by job key. */
export interface MemoryLeases {
  /** The lease of this job ends so many milliseconds from now. */
  set(jobKey: string, leaseMs: number): void;
  /** The job is answered. */
  end(jobKey: string): void;
}

/** Keeps them; `onEnd` is told of each that ends by time. Without `isKept` nothing ever ends. */
export function createMemoryLeases(timing: Timing, isKept: boolean, onEnd: (jobKey: string) => void): MemoryLeases {
  const ends = new Map<string, Cancel>();
  const end = (jobKey: string) => {
    ends.get(jobKey)?.();
    ends.delete(jobKey);
  };
  return {
    set(jobKey, leaseMs) {
      end(jobKey);
      if (!isKept) return;
      const late = () => {
        ends.delete(jobKey);
        onEnd(jobKey);
      };
      ends.set(jobKey, timing.after(leaseMs, late));
    },
    end,
  };
}
