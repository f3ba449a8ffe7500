// Which of several gateways a call goes to: in turn among those that are up, never blindly to one that is down. May not send anything.
import type { Endpoint } from './endpoint.ts';

/** The gateways of one cluster. */
export interface GatewayList {
  /** The next gateway whose connection stands, at once; undefined when none does. */
  standing(): Endpoint | undefined;
  /** Connects to one gateway after another until one stands. Rejects with the last failure, UNAVAILABLE and `notWritten`, when none does. */
  connect(): Promise<Endpoint>;
  /** Ends all channels. */
  close(): void;
}

/** The list over its gateways, at least one. */
export function createGatewayList(endpoints: readonly Endpoint[]): GatewayList {
  let turn = Math.floor(Math.random() * endpoints.length);

  function inTurn(): readonly Endpoint[] {
    turn = (turn + 1) % endpoints.length;
    return [...endpoints.slice(turn), ...endpoints.slice(0, turn)];
  }

  return {
    standing() {
      for (let step = 0; step < endpoints.length; step += 1) {
        turn = (turn + 1) % endpoints.length;
        const endpoint = endpoints[turn];
        if (endpoint?.isReady()) return endpoint;
      }
      return undefined;
    },
    async connect() {
      const nowMs = Date.now();
      // Those that rest come last, the one that may wake first before the others, so that a lone dead gateway is still asked.
      const order = [...inTurn()].sort((a, b) => Math.max(a.restsUntilMs() - nowMs, 0) - Math.max(b.restsUntilMs() - nowMs, 0));
      let failure: unknown;
      for (const endpoint of order) {
        try {
          await endpoint.ready();
          return endpoint;
        } catch (error) {
          failure = error;
        }
      }
      throw failure;
    },
    close() {
      for (const endpoint of endpoints) endpoint.close();
    },
  };
}
