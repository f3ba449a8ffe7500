// Whether the jobs of one type are wanted at the moment. It tells sources and runner; it stops nobody itself.

/** The switch of one job type. */
export interface PauseSwitch {
  readonly paused: boolean;
  pause(): void;
  resume(): void;
  /** A signal that aborts at the next pause (at once while paused), or when `stop` does; and how to forget it. */
  life(stop: AbortSignal): { readonly signal: AbortSignal; readonly forget: () => void };
  /** Resolves when jobs are wanted, or when `stop` aborts. */
  resumed(stop: AbortSignal): Promise<void>;
}

/** A switch that is on. */
export function createPauseSwitch(): PauseSwitch {
  const listeners = new Set<() => void>();
  let paused = false;
  const change = (to: boolean) => {
    if (paused === to) return;
    paused = to;
    for (const listener of [...listeners]) listener();
  };
  const listen = (stop: AbortSignal, listener: () => void) => {
    const forget = () => {
      listeners.delete(listener);
      stop.removeEventListener('abort', listener);
    };
    listeners.add(listener);
    stop.addEventListener('abort', listener);
    listener();
    return forget;
  };
  return {
    get paused() {
      return paused;
    },
    pause: () => change(true),
    resume: () => change(false),
    life(stop) {
      const end = new AbortController();
      const forget = listen(stop, () => {
        if (paused || stop.aborted) end.abort();
      });
      return { signal: end.signal, forget };
    },
    async resumed(stop) {
      let forget = () => {};
      await new Promise<void>((resolve) => {
        forget = listen(stop, () => {
          if (!paused || stop.aborted) resolve();
        });
      });
      forget();
    },
  };
}
