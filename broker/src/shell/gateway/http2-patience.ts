/** Two manners Node's http2 server lacks: it goes on serving a client that says goodbye, and refuses compressions that are not offered. */
import type { Http2Server, IncomingHttpHeaders, ServerHttp2Session } from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import type { Timers } from '../platform/timers.ts';

/** How long a session lives on after the client's GOAWAY, ms: streams the client opens right behind it are served meanwhile. */
export const GOAWAY_PATIENCE_MS = 500;
const ENCODING = 'grpc-encoding';

/**
 * Takes the http2 servers grpc-js made (it keeps them private) and changes two things:
 *
 * A client may open streams after it has sent GOAWAY (RFC 9113 section 6.8: GOAWAY speaks of the streams of the *other* side); grpc-js 1.9 clients do when a call
 * is made beside `close()`. Node's server closes the session at once and refuses the stream, after which such a client spins for ever.
 *
 * Deflate is understood by grpc-js but not offered by Zeebe: it is renamed before grpc-js sees it, and so answered UNIMPLEMENTED like any unknown encoding.
 */
export function teachPatience(server: Server, timers: Timers): void {
  for (const http2 of http2ServersOf(server)) {
    http2.on('session', (session) => delayClose(session, timers));
    http2.prependListener('stream', (_stream, headers: IncomingHttpHeaders) => {
      if (headers[ENCODING] === 'deflate') headers[ENCODING] = 'deflate (not offered)';
    });
  }
}

function delayClose(session: ServerHttp2Session, timers: Timers): void {
  const close = session.close.bind(session);
  // Node's own reaction to a GOAWAY passes no callback; a shutdown of ours does, and is not delayed.
  session.close = (callback) => {
    if (callback !== undefined) return close(callback);
    timers.schedule(GOAWAY_PATIENCE_MS, () => {
      if (!session.destroyed) close();
    });
  };
}

function http2ServersOf(server: Server): Http2Server[] {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  if (!(servers instanceof Map))
    throw new TypeError('Expected grpc-js to keep its http2 servers in a map, but it does not: its version changed');
  return [...(servers as Map<Http2Server, unknown>).keys()];
}
