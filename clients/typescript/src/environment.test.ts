// Which settings each environment variable stands for, and who wins.
import { describe, expect, it } from 'vitest';
import { createClient } from './client.ts';
import { optionsFromEnvironment } from './environment.ts';

describe('environment', () => {
  it.each([
    [{ ZEEBE_ADDRESS: 'zeebe:26500' }, ['zeebe:26500']],
    [{ ZEEBE_GRPC_ADDRESS: 'grpc://zeebe:26500', ZEEBE_ADDRESS: 'old:1', ZEEBE_REST_ADDRESS: 'http://zeebe:8080' }, ['grpc://zeebe:26500']],
    [{ ZEEBE_HOST: 'zeebe', ZEEBE_PORT: '1234' }, ['zeebe:1234']],
    [{ ZEEBE_HOST: 'zeebe' }, ['zeebe:26500']],
    [{ MILLRACE_ADDRESS: 'a:1, b:2', ZEEBE_ADDRESS: 'zeebe:26500' }, ['a:1', 'b:2']],
    [{ ZEEBE_REST_ADDRESS: 'http://zeebe:8080' }, undefined],
    [{ ZEEBE_ADDRESS: ' ' }, undefined],
  ])('finds the gateways in %o', (env, addresses) => {
    expect(optionsFromEnvironment(env).addresses).toEqual(addresses);
  });

  it('reads the OAuth names of the field, which also means encryption', () => {
    const env = {
      CAMUNDA_OAUTH_URL: 'https://login/token',
      ZEEBE_CLIENT_ID: 'me',
      ZEEBE_CLIENT_SECRET: 's',
      CAMUNDA_TOKEN_AUDIENCE: 'zeebe.camunda.io',
    };
    expect(optionsFromEnvironment(env)).toMatchObject({
      auth: { kind: 'oauth', url: 'https://login/token', clientId: 'me', clientSecret: 's', audience: 'zeebe.camunda.io' },
      tls: true,
    });
    expect(optionsFromEnvironment({ ...env, ZEEBE_INSECURE_CONNECTION: 'true' }).tls).toBe(false);
    expect(optionsFromEnvironment({ ...env, CAMUNDA_AUTH_STRATEGY: 'NONE' })).toMatchObject({ auth: { kind: 'none' }, tls: undefined });
  });

  it.each([
    [
      { CAMUNDA_AUTH_STRATEGY: 'BASIC', CAMUNDA_BASIC_AUTH_USERNAME: 'demo', CAMUNDA_BASIC_AUTH_PASSWORD: 'demo' },
      { kind: 'basic', username: 'demo', password: 'demo' },
    ],
    [
      { CAMUNDA_AUTH_STRATEGY: 'BEARER', CAMUNDA_OAUTH_TOKEN: 't' },
      { kind: 'bearer', token: 't' },
    ],
    [
      { MILLRACE_AUTH: 'bearer', MILLRACE_TOKEN: 'u', CAMUNDA_AUTH_STRATEGY: 'NONE' },
      { kind: 'bearer', token: 'u' },
    ],
    [{}, undefined],
  ])('reads the way to authenticate from %o', (env, auth) => {
    expect(optionsFromEnvironment(env).auth).toEqual(auth);
  });

  it('reads encryption, tenant and keepalive', () => {
    expect(optionsFromEnvironment({ ZEEBE_INSECURE_CONNECTION: 'false' }).tls).toBe(true);
    expect(optionsFromEnvironment({ ZEEBE_CA_CERTIFICATE_PATH: '/ca.pem' }).tls).toEqual({
      ca: '/ca.pem',
      cert: undefined,
      key: undefined,
      serverName: undefined,
    });
    expect(optionsFromEnvironment({ MILLRACE_TLS: 'false', ZEEBE_CA_CERTIFICATE_PATH: '/ca.pem' }).tls).toBe(false);
    expect(optionsFromEnvironment({ CAMUNDA_TENANT_ID: 'acme', ZEEBE_KEEP_ALIVE: '45000' })).toMatchObject({
      tenantId: 'acme',
      keepalive: 45_000,
    });
  });

  it.each([
    { CAMUNDA_AUTH_STRATEGY: 'KERBEROS' },
    { CAMUNDA_AUTH_STRATEGY: 'OAUTH' },
    { CAMUNDA_AUTH_STRATEGY: 'BASIC' },
    { ZEEBE_INSECURE_CONNECTION: 'maybe' },
    { ZEEBE_ADDRESS: 'ftp://zeebe' },
    { ZEEBE_CA_CERTIFICATE_PATH: '/nowhere/ca.pem' },
  ])('refuses %o', (env) => {
    expect(() => createClient({ env })).toThrow(expect.objectContaining({ name: 'MillraceError', code: 'INVALID_ARGUMENT' }));
  });

  it('gives way to options', async () => {
    const client = createClient({ env: { ZEEBE_ADDRESS: 'zeebe:1' }, addresses: ['a', 'b:2'] });
    expect(client.addresses).toEqual(['a:26500', 'b:2']);
    await client.close();
    expect(() => createClient({ env: {}, address: 'a', addresses: ['b'] })).toThrow(/got both/);
    expect(() => createClient({ env: {}, addresses: [] })).toThrow(/at least one/);
  });
});
