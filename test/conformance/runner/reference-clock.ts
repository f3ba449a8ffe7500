// The clock of a reference broker that is controlled from outside: stopped, and moved on by hand. It knows nothing of what is played.
import { setTimeout as sleep } from 'node:timers/promises';

/** A reference looks at what is due a little after its clock has moved, in milliseconds. */
const dueMs = 150;

/** A clock that stands still between its steps. */
export interface StoppedClock {
  /** Moves it on, and waits until the broker has seen that. */
  forward(ms: number): Promise<void>;
}

/** Stops the clock of the broker with this management address, a millisecond ahead: time must not go back for one that was driven before. */
export async function stopClock(managementUrl: string): Promise<StoppedClock> {
  const { epochMilli } = (await (await fetch(`${managementUrl}/actuator/clock`)).json()) as { readonly epochMilli: number };
  let nowMs = epochMilli + 1;
  const pin = async (): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ epochMilli: nowMs });
    const answer = await fetch(`${managementUrl}/actuator/clock/pin`, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`Expected to stop the clock of the reference, but the answer was ${answer.status}`);
  };
  await pin();
  return {
    async forward(ms) {
      nowMs += ms;
      await pin();
      await sleep(dueMs);
    },
  };
}
