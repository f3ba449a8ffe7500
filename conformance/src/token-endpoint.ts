// A token endpoint (OAuth 2.0 client credentials, RFC 6749 section 4.4) that does what a scenario says and counts who asks.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How it behaves. */
export interface TokenBehaviour {
  /** HTTP status it answers with; default 200 with a token. */
  readonly status?: number;
  /** How long it takes, in milliseconds; default 0. */
  readonly delayMs?: number;
}

/** A running token endpoint. */
export interface TokenEndpoint {
  readonly url: string;
  /** When each request came, in milliseconds after the start. */
  readonly askedAtMs: readonly number[];
  /** Requests under way at once, at most. */
  readonly atOnceMax: number;
  follow(behaviour: TokenBehaviour): void;
  close(): void;
}

/** The header of a call with its token. */
export const tokenHeader = 'Bearer conformance';
/** Life of a token, in seconds: longer than any scenario. */
const lifeSeconds = 3_600;

/** Starts one on a free port of the loopback interface. */
export async function startTokenEndpoint(first: TokenBehaviour): Promise<TokenEndpoint> {
  const startMs = performance.now();
  const askedAtMs: number[] = [];
  let behaviour = first;
  let atOnce = 0;
  let atOnceMax = 0;
  const server = createServer((request, response) => {
    askedAtMs.push(performance.now() - startMs);
    atOnceMax = Math.max(atOnceMax, ++atOnce);
    request.resume();
    const { status = 200, delayMs = 0 } = behaviour;
    setTimeout(() => {
      atOnce -= 1;
      response.writeHead(status, { 'content-type': 'application/json' });
      const token = { access_token: tokenHeader.slice('Bearer '.length), token_type: 'Bearer', expires_in: lifeSeconds };
      response.end(JSON.stringify(status === 200 ? token : { error: 'temporarily_unavailable' }));
    }, delayMs);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/token`,
    askedAtMs,
    get atOnceMax() {
      return atOnceMax;
    },
    follow(next) {
      behaviour = next;
    },
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
