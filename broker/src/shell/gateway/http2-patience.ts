/** Manners that Node's http2 server and grpc-js lack: serving a client that says goodbye, refusing what is not offered, and known words for what is too long. */
import type {
  Http2Server,
  IncomingHttpHeaders,
  OutgoingHttpHeaders,
  ServerHttp2Session,
  ServerHttp2Stream,
  ServerStreamResponseOptions,
} from 'node:http2';
import type { Server } from '@grpc/grpc-js';
import type { Timers } from '../platform/timers.ts';

/** How long a session lives on after the client's GOAWAY, ms: streams the client opens right behind it are served meanwhile. */
export const GOAWAY_PATIENCE_MS = 500;
const ENCODING = 'grpc-encoding';
const MESSAGE = 'grpc-message';
/** How grpc-js begins its refusal of an overlong request, percent-encoded as in the header; both lengths follow. */
const TOO_LONG = /^Received%20message%20larger%20than%20max%20\((\d+)%20vs%20(\d+)\)/;

/**
 * Takes the http2 servers grpc-js made (it keeps them private) and changes three things:
 *
 * A client may open streams after it has sent GOAWAY (RFC 9113 section 6.8: GOAWAY speaks of the streams of the *other* side); grpc-js 1.9 clients do when a call
 * is made beside `close()`. Node's server closes the session at once and refuses the stream, after which such a client spins for ever.
 *
 * Deflate is understood by grpc-js but not offered by Zeebe: it is renamed before grpc-js sees it, and so answered UNIMPLEMENTED like any unknown encoding.
 *
 * An overlong request is refused with the words of grpc-java, and so of Zeebe: clients tell by them that trying again is of no use, though the status, RESOURCE_EXHAUSTED,
 * says the contrary.
 */
export function teachPatience(server: Server, timers: Timers): void {
  for (const http2 of http2ServersOf(server)) {
    http2.on('session', (session) => delayClose(session, timers));
    http2.prependListener('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      stream.respond = respondInKnownWords;
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

type Respond = (this: ServerHttp2Stream, headers?: OutgoingHttpHeaders, options?: ServerStreamResponseOptions) => void;

/** Refusals of requests are the only header of their answers; a method for all streams, so that a call costs no closure. */
const respondInKnownWords: Respond = function (headers, options) {
  const { respond } = Object.getPrototypeOf(this) as { readonly respond: Respond };
  const message = headers?.[MESSAGE];
  if (typeof message !== 'string' || !TOO_LONG.test(message)) return respond.call(this, headers, options);
  const known = message.replace(TOO_LONG, 'gRPC%20message%20exceeds%20maximum%20size%20$2:%20$1');
  respond.call(this, { ...headers, [MESSAGE]: known }, options);
};

function http2ServersOf(server: Server): Http2Server[] {
  const servers: unknown = Reflect.get(server, 'http2Servers');
  if (!(servers instanceof Map))
    throw new TypeError('Expected grpc-js to keep its http2 servers in a map, but it does not: its version changed');
  return [...(servers as Map<Http2Server, unknown>).keys()];
}
