// The calls that are under way, so that closing can wait for some and end the others. May not know what they are.

/** Calls under way. */
export interface RunningCalls {
  /** Counts a call in; the answer counts it out. `isAwaited`: closing gives it time to end by itself. */
  add(isAwaited: boolean, cancel: () => void): () => void;
  /** Cancels those that are not awaited, waits up to `graceMs` for the others, then cancels those too. Always resolves. */
  end(graceMs: number): Promise<void>;
  /** Whether `end` has lost its patience: what ends from now on was cut off. */
  isCutOff(): boolean;
}

interface Entry {
  readonly isAwaited: boolean;
  readonly cancel: () => void;
}

/** None under way. */
export function createRunningCalls(): RunningCalls {
  const running = new Set<Entry>();
  let isCutOff = false;
  let whenNone: (() => void) | undefined;

  return {
    add(isAwaited, cancel) {
      const entry = { isAwaited, cancel };
      running.add(entry);
      return () => {
        running.delete(entry);
        if (running.size === 0) whenNone?.();
      };
    },
    async end(graceMs) {
      for (const entry of [...running]) if (!entry.isAwaited) entry.cancel();
      if (running.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, graceMs);
          whenNone = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      isCutOff = true;
      for (const entry of [...running]) entry.cancel();
    },
    isCutOff: () => isCutOff,
  };
}
