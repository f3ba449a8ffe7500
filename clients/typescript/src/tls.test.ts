// Encryption with real handshakes on the loopback.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServerCredentials } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authority, clientCertificate, clientKey, serverCertificate, serverKey } from '../test/certificates.ts';
import { startStubGateway } from '../test/stub-gateway.ts';
import type { StubGateway } from '../test/stub-gateway.ts';
import { createClient } from './client.ts';
import type { ClientOptions } from './options.ts';

const topology = { brokers: [], clusterSize: 1, partitionsCount: 1, replicationFactor: 1, gatewayVersion: '8.6.0', clusterId: '' };
let stub: StubGateway;

beforeAll(async () => {
  const pair = { private_key: Buffer.from(serverKey), cert_chain: Buffer.from(serverCertificate) };
  const credentials = ServerCredentials.createSsl(Buffer.from(authority), [pair], true);
  stub = await startStubGateway({ unary: { topology: () => topology } }, 0, credentials);
});
afterAll(() => stub.stop());

async function ask(options: ClientOptions): Promise<number> {
  const client = createClient({ address: stub.address, retry: false, ...options });
  try {
    return (await client.topology()).clusterSize;
  } finally {
    await client.close();
  }
}

describe('encryption', () => {
  it('shows its own certificate, from bytes and text', async () => {
    const tls = { ca: Buffer.from(authority), cert: clientCertificate, key: Buffer.from(clientKey) };
    await expect(ask({ tls, env: {} })).resolves.toBe(1);
    await expect(ask({ tls: { ...tls, serverName: 'gateway.test' }, env: {} })).resolves.toBe(1);
    await expect(ask({ address: `grpcs://${stub.address}`, tls, env: {} })).resolves.toBe(1);
  });

  it('shows its own certificate, from files the environment names', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'millrace-tls-'));
    try {
      await writeFile(join(folder, 'ca'), authority);
      await writeFile(join(folder, 'cert'), clientCertificate);
      await writeFile(join(folder, 'key'), clientKey);
      const env = {
        ZEEBE_CA_CERTIFICATE_PATH: join(folder, 'ca'),
        CAMUNDA_CUSTOM_CERT_CHAIN_PATH: join(folder, 'cert'),
        CAMUNDA_CUSTOM_PRIVATE_KEY_PATH: join(folder, 'key'),
      };
      await expect(ask({ env })).resolves.toBe(1);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it.each<[string, ClientOptions['tls'], RegExp]>([
    ['an authority it does not know', true, /self[- ]signed certificate|unable to (get|verify)/i],
    ['a gateway of another name', { ca: authority, cert: clientCertificate, key: clientKey, serverName: 'other.test' }, /other\.test/],
    ['a missing certificate of its own', { ca: authority }, /UNAVAILABLE|Expected to reach/],
    ['plain text', false, /UNAVAILABLE|Expected to reach/],
  ])('does not get through with %s, and says why', async (_name, tls, reason) => {
    const call = ask({ tls, env: {}, deadline: '3s' });
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(call).rejects.toThrow(reason);
  });

  it('refuses half a pair and files that are not there', () => {
    expect(() => createClient({ env: {}, tls: { cert: clientCertificate } })).toThrow(/together/);
    expect(() => createClient({ env: {}, tls: { ca: '/nowhere/ca.pem' } })).toThrow(/tls\.ca/);
  });
});
