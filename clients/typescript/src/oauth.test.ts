// Tokens: one request at a time, replaced in time, failures remembered; and each way to authenticate on the wire.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { fault, startStubGateway } from '../test/stub-gateway.ts';
import { createClient } from './client.ts';
import { createOAuth } from './oauth.ts';

const options = { url: 'http://tokens.invalid/token', clientId: 'me', clientSecret: 's', audience: 'zeebe' };

/** A token endpoint whose answers are given one after another, the last one for ever; and a clock that stands. */
function endpoint(...answers: (() => Response | Promise<Response>)[]) {
  const outside = {
    now: 1_000_000,
    nowMs: () => outside.now,
    bodies: [] as string[],
    fetch: vi.fn<typeof globalThis.fetch>(async (_url, init) => {
      outside.bodies.push(String(init?.body));
      const answer = answers.length > 1 ? answers.shift() : answers[0];
      if (answer === undefined) throw new Error('no answer left');
      return answer();
    }),
  };
  return outside;
}

const token =
  (name: string, seconds = 300) =>
  () =>
    Response.json({ access_token: name, expires_in: seconds });
const refusal = (status: number) => () => new Response('no', { status });

describe('oauth', () => {
  it('fetches one token for any number of callers', async () => {
    const outside = endpoint(token('a'));
    const oauth = createOAuth(options, outside);
    const headers = await Promise.all(Array.from({ length: 20 }, async () => oauth.authorization()));
    expect(new Set(headers)).toEqual(new Set(['Bearer a']));
    expect(oauth.authorization()).toBe('Bearer a');
    expect(outside.fetch).toHaveBeenCalledTimes(1);
    expect(Object.fromEntries(new URLSearchParams(outside.bodies[0]))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'me',
      client_secret: 's',
      audience: 'zeebe',
    });
  });

  it('replaces a token before it ends, without making anybody wait', async () => {
    const outside = endpoint(token('a'), token('b'));
    const oauth = createOAuth(options, outside);
    await oauth.authorization();
    outside.now += 269_000;
    expect(oauth.authorization()).toBe('Bearer a');
    expect(outside.fetch).toHaveBeenCalledTimes(1);
    outside.now += 2_000;
    expect(oauth.authorization()).toBe('Bearer a');
    await vi.waitFor(() => expect(oauth.authorization()).toBe('Bearer b'));
    expect(outside.fetch).toHaveBeenCalledTimes(2);
  });

  it('remembers a failure, longer each time, and forgets it with success', async () => {
    const outside = endpoint(refusal(503), refusal(503), token('a'));
    const oauth = createOAuth(options, outside);
    await expect(oauth.authorization()).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true });
    await expect(oauth.authorization()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(outside.fetch).toHaveBeenCalledTimes(1);
    outside.now += 1_000;
    await expect(oauth.authorization()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    outside.now += 1_999;
    await expect(oauth.authorization()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(outside.fetch).toHaveBeenCalledTimes(2);
    outside.now += 1;
    await expect(oauth.authorization()).resolves.toBe('Bearer a');
  });

  it('uses a token to its end while the endpoint is down', async () => {
    const outside = endpoint(token('a'), refusal(500));
    const oauth = createOAuth(options, outside);
    await oauth.authorization();
    outside.now += 299_000;
    expect(oauth.authorization()).toBe('Bearer a');
    await vi.waitFor(() => expect(outside.fetch).toHaveBeenCalledTimes(2));
    outside.now += 2_000;
    await expect(oauth.authorization()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it.each([
    ['a refusal', refusal(401), 'UNAUTHENTICATED', false],
    ['a broken answer', () => new Response('<html>'), 'UNAUTHENTICATED', false],
    ['no connection', () => Promise.reject(new Error('ECONNREFUSED')), 'UNAVAILABLE', true],
  ])('tells %s apart', async (_name, answer, code, retryable) => {
    await expect(createOAuth(options, endpoint(answer)).authorization()).rejects.toMatchObject({ code, retryable });
  });

  it('gives up an old token the gateway refuses, but not a fresh one', async () => {
    const outside = endpoint(token('a'), token('b'));
    const oauth = createOAuth(options, outside);
    await oauth.authorization();
    expect(oauth.refused('Bearer a')).toBe(false);
    outside.now += 10_000;
    expect(oauth.refused('Bearer a')).toBe(true);
    await expect(oauth.authorization()).resolves.toBe('Bearer b');
    expect(oauth.refused('Bearer a')).toBe(true);
  });
});

describe('authentication of calls', () => {
  it('sends each kind as the header the field expects', async () => {
    const seen: string[] = [];
    const stub = await startStubGateway({
      unary: {
        completeJob(_request, metadata) {
          seen.push(String(metadata.get('authorization')[0]));
          return {};
        },
      },
    });
    const kinds = [
      { kind: 'none' },
      { kind: 'basic', username: 'demo', password: 'päss' },
      { kind: 'bearer', token: 't' },
      { kind: 'bearer', token: async () => 'u' },
    ] as const;
    for (const auth of kinds) {
      const client = createClient({ address: stub.address, env: {}, auth });
      await client.completeJob({ jobKey: '1' as never });
      await client.close();
    }
    stub.stop();
    expect(seen).toEqual(['undefined', `Basic ${Buffer.from('demo:päss').toString('base64')}`, 'Bearer t', 'Bearer u']);
  });

  it('asks a gateway that says UNAUTHENTICATED once, and a token endpoint once', async () => {
    let tokens = 0;
    const endpoint = createServer((_request, response) => {
      tokens += 1;
      response.end(JSON.stringify({ access_token: 'wrong', expires_in: 300 }));
    });
    await new Promise<void>((resolve) => endpoint.listen(0, '127.0.0.1', resolve));
    const stub = await startStubGateway({ unary: { topology: () => Promise.reject(fault('UNAUTHENTICATED')) } });
    const url = `http://127.0.0.1:${(endpoint.address() as AddressInfo).port}/token`;
    const client = createClient({ address: stub.address, env: {}, auth: { kind: 'oauth', url, clientId: 'me', clientSecret: 's' } });
    await expect(client.topology()).rejects.toMatchObject({ code: 'UNAUTHENTICATED', retryable: false });
    expect([tokens, stub.calls.get('topology')]).toEqual([1, 1]);
    await client.close();
    stub.stop();
    endpoint.close();
  });
});
