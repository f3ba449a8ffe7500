// A real proxy between client and gateway, found by the rules of grpc-js.
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { startStubGateway, type StubGateway } from '../test/stub-gateway.ts';
import { createClient } from './client.ts';

const topology = { brokers: [], clusterSize: 1, partitionsCount: 1, replicationFactor: 1, gatewayVersion: '8.6.0', clusterId: '' };
let stub: StubGateway;
let proxy: Server;
let through: string[];
const sockets = new Set<Socket>();

beforeEach(async () => {
  through = [];
  stub = await startStubGateway({ unary: { topology: () => topology } });
  proxy = createServer();
  proxy.on('connect', (request, socket: Socket) => {
    through.push(`${String(request.url)} ${request.headers['proxy-authorization'] ?? ''}`.trim());
    const gateway = connect(stub.port, '127.0.0.1', () => socket.write('HTTP/1.1 200 Connection established\r\n\r\n'));
    for (const each of [socket, gateway]) sockets.add(each.on('error', () => {}));
    gateway.pipe(socket).pipe(gateway);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  for (const name of ['grpc_proxy', 'https_proxy', 'http_proxy', 'no_grpc_proxy', 'no_proxy']) vi.stubEnv(name, undefined);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  for (const socket of sockets) socket.destroy();
  stub.stop();
  await new Promise((resolve) => proxy.close(resolve));
});

async function ask(): Promise<number> {
  await using client = createClient({ address: stub.address, env: {}, retry: false });
  return (await client.topology()).clusterSize;
}

it('goes through the proxy the environment names, with its password, unless told to leave it out', async () => {
  const port = (proxy.address() as AddressInfo).port;
  vi.stubEnv('http_proxy', `http://127.0.0.1:${port}`);
  await expect(ask()).resolves.toBe(1);
  expect(through).toEqual([stub.address]);
  vi.stubEnv('grpc_proxy', `http://me:secret@127.0.0.1:${port}`);
  await expect(ask()).resolves.toBe(1);
  expect(through[1]).toBe(`${stub.address} Basic ${Buffer.from('me:secret').toString('base64')}`);
  vi.stubEnv('no_grpc_proxy', '127.0.0.1');
  await expect(ask()).resolves.toBe(1);
  expect(through).toHaveLength(2);
});
