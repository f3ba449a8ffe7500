/** gRPC over Node's http2 with as little as possible around it: the driver of benches must cost less than what it measures. */
import { type ClientHttp2Session, type ClientHttp2Stream, connect } from 'node:http2';
import { framed, onMessages, PREFIX_BYTES } from './grpc-frames.ts';

const WINDOW_BYTES = 16 * 1024 * 1024;

/** A connection to one server. */
export interface BareConnection {
  /** One request, one answer; rejects nothing: `code` is the gRPC status, `answer` empty unless it is 0. */
  unary(path: string, message: Uint8Array, done: (code: number, answer: Buffer) => void): void;
  /** A stream that stays open; `received` gets every message. */
  stream(path: string, received: (message: Buffer) => void): BareStream;
  close(): void;
}

/** An open stream. */
export interface BareStream {
  send(message: Uint8Array): void;
  /** No more messages from here; answers still come. */
  end(): void;
  close(): void;
}

/** Connects to host:port. */
export function connectBare(address: string): BareConnection {
  const session = connect(`http://${address}`, { settings: { initialWindowSize: WINDOW_BYTES, enablePush: false } });
  session.once('connect', () => session.setLocalWindowSize(WINDOW_BYTES));
  return {
    unary(path, message, done) {
      const call = open(session, path);
      let code = 2;
      let answer: Buffer = Buffer.alloc(0);
      call.on('response', (headers) => {
        code = Number(headers['grpc-status'] ?? code);
      });
      call.on('trailers', (headers) => {
        code = Number(headers['grpc-status'] ?? code);
      });
      call.on('data', (chunk: Buffer) => {
        answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk]);
      });
      call.on('close', () => done(code, answer.subarray(PREFIX_BYTES)));
      call.on('error', () => {});
      call.end(framed(message));
    },
    stream(path, received) {
      const call = open(session, path);
      onMessages(call, received);
      call.on('error', () => {});
      return { send: (message) => void call.write(framed(message)), end: () => void call.end(), close: () => call.close() };
    },
    close: () => session.destroy(),
  };
}

function open(session: ClientHttp2Session, path: string): ClientHttp2Stream {
  return session.request({ ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' });
}
