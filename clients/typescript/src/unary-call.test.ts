// What a call sees of a server that breaks the rules of HTTP/2 or of gRPC: always one end, and never a written command called unwritten.
import { constants, createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { MillraceError } from './errors.ts';

const servers: Http2Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

/** A client of a server that does this with each stream, by its number from 1. */
async function clientOf(serve: (stream: ServerHttp2Stream, number: number) => void) {
  let streams = 0;
  const server = createServer();
  servers.push(server);
  server.on('stream', (stream) => {
    stream.on('error', () => {});
    stream.resume();
    serve(stream, ++streams);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = createClient({ address: `127.0.0.1:${(server.address() as AddressInfo).port}`, env: {}, retry: false, deadline: '2s' });
  return { client, streams: () => streams };
}

const head = { ':status': 200, 'content-type': 'application/grpc' };
function answer(stream: ServerHttp2Stream, message: Buffer | undefined): void {
  stream.respond(head, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(message);
}
/** An empty message in its frame. */
const emptyMessage = Buffer.alloc(5);

it('a stream that was refused (RFC 9113, 8.7) is asked once more at once, even a create: nobody looked at it', async () => {
  const { client, streams } = await clientOf((stream, number) => {
    if (number === 1) stream.close(constants.NGHTTP2_REFUSED_STREAM);
    else answer(stream, emptyMessage);
  });
  await client.createInstance({ processId: 'order' });
  expect(streams()).toBe(2);
  await client.close();
});

it('a stream that is reset after it was begun may have been written, and is not asked again', async () => {
  const { client, streams } = await clientOf((stream) => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  const failure = await client.createInstance({ processId: 'order' }).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(MillraceError);
  expect((failure as MillraceError).details.notWritten).toBeUndefined();
  expect(streams()).toBe(1);
  await client.close();
});

it('OK without a message is INTERNAL', async () => {
  const { client } = await clientOf((stream) => answer(stream, undefined));
  await expect(client.createInstance({ processId: 'order' })).rejects.toMatchObject({ code: 'INTERNAL' });
  await client.close();
});

it('a message that is none is a failure of that call only', async () => {
  const broken = Buffer.from([0, 0, 0, 0, 2, 0xff, 0xff]);
  const { client } = await clientOf((stream, number) => answer(stream, number === 1 ? broken : emptyMessage));
  await expect(client.createInstance({ processId: 'order' })).rejects.toBeInstanceOf(MillraceError);
  await client.createInstance({ processId: 'order' });
  await client.close();
});
