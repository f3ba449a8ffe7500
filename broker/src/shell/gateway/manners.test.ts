/** What foreign clients demand of the transport: health, reflection, goodbyes, compression, unknown methods, odd metadata. */
import { connect, constants } from 'node:http2';
import { Client, credentials, makeGenericClientConstructor, Metadata, type MethodDefinition, status } from '@grpc/grpc-js';
import { TopologyRequest, TopologyResponse } from '@millrace/proto/gateway';
import { afterEach, expect, test } from 'vitest';
import { healthService } from './health.ts';
import { type FakeGateway, openFakeGateway } from './testing/fake-gateway.ts';

const open: FakeGateway[] = [];
afterEach(async () => {
  for (const fake of open.splice(0)) await fake.close();
});
async function start(...parameters: Parameters<typeof openFakeGateway>): Promise<FakeGateway> {
  const fake = await openFakeGateway(...parameters);
  open.push(fake);
  return fake;
}

const HealthClient = makeGenericClientConstructor(healthService, 'Health') as unknown as new (
  ...parameters: ConstructorParameters<typeof Client>
) => Client & {
  check(request: { service: string }, respond: (error: Error | null, serving?: number) => void): void;
  watch(request: { service: string }): NodeJS.ReadableStream & { cancel(): void };
};

test('health answers for the server and its services, and knows no others', async () => {
  const { gateway } = await start();
  const client = new HealthClient(gateway.address, credentials.createInsecure());
  const check = (service: string): Promise<number> =>
    new Promise((resolve, reject) =>
      client.check({ service }, (error, serving) => (error === null ? resolve(serving ?? -1) : reject(error))),
    );
  expect(await check('')).toBe(1);
  expect(await check('gateway_protocol.Gateway')).toBe(1);
  await expect(check('nobody')).rejects.toMatchObject({ code: status.NOT_FOUND });
  const first = (service: string): Promise<number> =>
    new Promise((resolve) => {
      const call = client.watch({ service });
      call.on('error', () => undefined);
      call.once('data', (serving: number) => {
        resolve(serving);
        call.cancel();
      });
    });
  expect(await first('gateway_protocol.Gateway')).toBe(1);
  expect(await first('nobody')).toBe(3);
  client.close();
});

/** One unary call of Topology on a raw http2 session. */
function rawCall(session: ReturnType<typeof connect>, headers: Record<string, string>, body: Buffer): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': '/gateway_protocol.Gateway/Topology',
      'content-type': 'application/grpc',
      te: 'trailers',
      ...headers,
    });
    let found: Record<string, unknown> = {};
    stream.on('response', (response) => {
      found = { ...found, ...response };
    });
    stream.on('trailers', (trailers) => {
      found = { ...found, ...trailers };
    });
    stream.on('error', reject);
    stream.on('close', () => resolve(found));
    stream.resume();
    stream.end(body);
  });
}

const emptyMessage = Buffer.from([0, 0, 0, 0, 0]);

test('a stream that a client opens right behind its GOAWAY is served', async () => {
  const { gateway } = await start();
  const session = connect(`http://${gateway.address}`);
  session.on('error', () => undefined);
  expect((await rawCall(session, {}, emptyMessage))['grpc-status']).toBe('0');
  session.goaway(constants.NGHTTP2_NO_ERROR);
  const answers = await Promise.all([1, 2, 3].map(() => rawCall(session, {}, emptyMessage)));
  expect(answers.map((answer) => answer['grpc-status'])).toEqual(['0', '0', '0']);
  session.destroy();
});

test('gzip is read; deflate and br are UNIMPLEMENTED', async () => {
  const { gzipSync, deflateSync, brotliCompressSync } = await import('node:zlib');
  const { gateway } = await start();
  const session = connect(`http://${gateway.address}`);
  const framed = (bytes: Buffer): Buffer => {
    const head = Buffer.from([1, 0, 0, 0, 0]);
    head.writeUInt32BE(bytes.length, 1);
    return Buffer.concat([head, bytes]);
  };
  const body = Buffer.from(TopologyRequest.encode(TopologyRequest.create({})).finish());
  const code = async (encoding: string, bytes: Buffer): Promise<unknown> =>
    (await rawCall(session, { 'grpc-encoding': encoding }, framed(bytes)))['grpc-status'];
  expect(await code('gzip', gzipSync(body))).toBe('0');
  expect(await code('deflate', deflateSync(body))).toBe(String(status.UNIMPLEMENTED));
  expect(await code('br', brotliCompressSync(body))).toBe(String(status.UNIMPLEMENTED));
  session.destroy();
});

test('unknown methods are UNIMPLEMENTED; empty authorization and unknown metadata are accepted', async () => {
  const { gateway } = await start();
  const session = connect(`http://${gateway.address}`);
  const unknown = await rawCall(session, { ':path': '/gateway_protocol.Gateway/Nothing' }, emptyMessage);
  expect(unknown['grpc-status']).toBe(String(status.UNIMPLEMENTED));
  expect((await rawCall(session, { authorization: '', 'x-whatever': 'y' }, emptyMessage))['grpc-status']).toBe('0');
  session.destroy();
});

test('compressed requests of grpc clients are read', async () => {
  const { gateway, client } = await start();
  const gzip = new Client(gateway.address, credentials.createInsecure(), { 'grpc.default_compression_algorithm': 2 });
  const metadata = new Metadata();
  metadata.set('authorization', '');
  const answer = await new Promise<TopologyResponse | undefined>((resolve, reject) =>
    gzip.makeUnaryRequest(
      '/gateway_protocol.Gateway/Topology',
      (request: TopologyRequest) => Buffer.from(TopologyRequest.encode(request).finish()),
      (bytes: Buffer) => TopologyResponse.decode(bytes),
      TopologyRequest.create({}),
      metadata,
      (error, response) => (error === null ? resolve(response) : reject(error)),
    ),
  );
  expect(answer?.gatewayVersion).toBe('0.1.0');
  gzip.close();
  client.close();
});

function reflectionMethod(service: unknown): MethodDefinition<object, object> {
  return (service as { ServerReflectionInfo: MethodDefinition<object, object> }).ServerReflectionInfo;
}

test('reflection lists the services and finds their files, in both versions', async () => {
  const { loadSync } = await import('@grpc/proto-loader');
  const { createRequire } = await import('node:module');
  const { dirname, join } = await import('node:path');
  const { gateway } = await start();
  const reflection = dirname(createRequire(import.meta.url).resolve('@grpc/reflection/package.json'));
  for (const version of ['v1', 'v1alpha']) {
    const file = join(reflection, `build/proto/grpc/reflection/${version}/reflection.proto`);
    const method = reflectionMethod(loadSync(file)[`grpc.reflection.${version}.ServerReflection`]);
    const client = new Client(gateway.address, credentials.createInsecure());
    const call = client.makeBidiStreamRequest(method.path, method.requestSerialize, method.responseDeserialize);
    const answer = (request: object): Promise<object> =>
      new Promise((resolve, reject) => {
        call.once('data', resolve);
        call.once('error', reject);
        call.write(request);
      });
    expect(JSON.stringify(await answer({ listServices: '' }))).toContain('gateway_protocol.Gateway');
    const found = JSON.stringify(await answer({ fileContainingSymbol: 'gateway_protocol.ActivatedJob' }));
    expect(found).toContain('fileDescriptorProto');
    expect(found).not.toContain('errorCode');
    call.end();
    client.close();
  }
});

test('a request above 4 MiB is refused in words that clients know', async () => {
  const { gateway } = await start();
  const session = connect(`http://${gateway.address}`);
  session.on('error', () => undefined);
  const announced = 5_000_000;
  const head = Buffer.from([0, 0, 0, 0, 0]);
  head.writeUInt32BE(announced, 1);
  const answer = await rawCall(session, {}, head);
  expect(answer['grpc-status']).toBe(String(status.RESOURCE_EXHAUSTED));
  expect(decodeURIComponent(String(answer['grpc-message']))).toBe(`gRPC message exceeds maximum size 4194304: ${announced}`);
  expect((await rawCall(session, {}, emptyMessage))['grpc-status']).toBe('0');
  session.destroy();
});
