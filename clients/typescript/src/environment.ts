// Settings from environment variables: ours, then those of the field, so that a program written for Zeebe finds its gateway. May not read process.env.
import type { AuthOptions } from './auth.ts';
import type { Duration } from './duration.ts';
import { refused } from './errors.ts';
import type { ClientOptions } from './options.ts';
import type { TlsOptions } from './tls.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** The options an environment stands for; what it does not mention is missing. Throws MillraceError INVALID_ARGUMENT for contradictions. */
export function optionsFromEnvironment(
  env: Environment,
): Pick<ClientOptions, 'addresses' | 'auth' | 'tls' | 'tenantId' | 'deadline' | 'keepalive'> {
  const auth = authFrom(env);
  return {
    addresses: addressesFrom(env),
    auth,
    tls: tlsFrom(env, auth),
    tenantId: first(env, 'MILLRACE_TENANT_ID', 'ZEEBE_TENANT_ID', 'CAMUNDA_TENANT_ID'),
    deadline: first(env, 'MILLRACE_DEADLINE') as Duration | undefined,
    keepalive: keepaliveFrom(env),
  };
}

// ZEEBE_REST_ADDRESS and its like name another protocol and are left alone on purpose.
function addressesFrom(env: Environment): readonly string[] | undefined {
  const list = first(env, 'MILLRACE_ADDRESS', 'ZEEBE_GRPC_ADDRESS', 'CAMUNDA_GRPC_ADDRESS', 'ZEEBE_ADDRESS', 'ZEEBE_GATEWAY_ADDRESS');
  if (list !== undefined) return list.split(',').map((address) => address.trim());
  const host = first(env, 'ZEEBE_HOST');
  return host === undefined ? undefined : [`${host}:${first(env, 'ZEEBE_PORT') ?? '26500'}`];
}

function authFrom(env: Environment): AuthOptions | undefined {
  const strategy = first(env, 'MILLRACE_AUTH', 'CAMUNDA_AUTH_STRATEGY')?.toLowerCase();
  switch (strategy) {
    case undefined:
      return oauthFrom(env);
    case 'none':
      return { kind: 'none' };
    case 'basic':
      return {
        kind: 'basic',
        username: needed(env, 'MILLRACE_BASIC_USERNAME', 'CAMUNDA_BASIC_AUTH_USERNAME'),
        password: needed(env, 'MILLRACE_BASIC_PASSWORD', 'CAMUNDA_BASIC_AUTH_PASSWORD'),
      };
    case 'bearer':
      return { kind: 'bearer', token: needed(env, 'MILLRACE_TOKEN', 'CAMUNDA_OAUTH_TOKEN') };
    case 'oauth':
      return oauthFrom(env) ?? refuseOAuth();
    default:
      throw refused(
        `Expected MILLRACE_AUTH or CAMUNDA_AUTH_STRATEGY to be none, basic, bearer or oauth, but got ${JSON.stringify(strategy)}`,
      );
  }
}

function oauthFrom(env: Environment): AuthOptions | undefined {
  const url = first(env, 'MILLRACE_OAUTH_URL', 'CAMUNDA_OAUTH_URL', 'ZEEBE_AUTHORIZATION_SERVER_URL');
  const clientId = first(env, 'MILLRACE_CLIENT_ID', 'ZEEBE_CLIENT_ID', 'CAMUNDA_CLIENT_ID');
  const clientSecret = first(env, 'MILLRACE_CLIENT_SECRET', 'ZEEBE_CLIENT_SECRET', 'CAMUNDA_CLIENT_SECRET');
  if (url === undefined || clientId === undefined || clientSecret === undefined) return undefined;
  return {
    kind: 'oauth',
    url,
    clientId,
    clientSecret,
    audience: first(env, 'MILLRACE_OAUTH_AUDIENCE', 'CAMUNDA_ZEEBE_OAUTH_AUDIENCE', 'ZEEBE_TOKEN_AUDIENCE', 'CAMUNDA_TOKEN_AUDIENCE'),
    scope: first(env, 'MILLRACE_OAUTH_SCOPE', 'ZEEBE_TOKEN_SCOPE', 'CAMUNDA_TOKEN_SCOPE'),
  };
}

function refuseOAuth(): never {
  throw refused(
    'Expected CAMUNDA_OAUTH_URL, ZEEBE_CLIENT_ID and ZEEBE_CLIENT_SECRET (or their MILLRACE names) for oauth, but one of them is missing',
  );
}

function tlsFrom(env: Environment, auth: AuthOptions | undefined): boolean | TlsOptions | undefined {
  const certificates = certificatesFrom(env);
  const secure = flag(env, 'MILLRACE_TLS') ?? flag(env, 'CAMUNDA_SECURE_CONNECTION');
  const insecure = flag(env, 'ZEEBE_INSECURE_CONNECTION');
  const wanted = secure ?? (insecure === undefined ? undefined : !insecure);
  if (wanted === false) return false;
  if (certificates !== undefined) return certificates;
  // Tokens are for remote clusters: without a word to the contrary they do not travel in plain text.
  return wanted ?? (auth?.kind === 'oauth' ? true : undefined);
}

function certificatesFrom(env: Environment): TlsOptions | undefined {
  const ca = first(env, 'MILLRACE_TLS_CA', 'ZEEBE_CA_CERTIFICATE_PATH', 'CAMUNDA_CUSTOM_ROOT_CERT_PATH');
  const cert = first(env, 'MILLRACE_TLS_CERT', 'ZEEBE_CLIENT_SSL_CERT_CHAIN_PATH', 'CAMUNDA_CUSTOM_CERT_CHAIN_PATH');
  const key = first(env, 'MILLRACE_TLS_KEY', 'ZEEBE_CLIENT_SSL_PRIVATE_KEY_PATH', 'CAMUNDA_CUSTOM_PRIVATE_KEY_PATH');
  const serverName = first(env, 'MILLRACE_TLS_SERVER_NAME', 'ZEEBE_OVERRIDE_AUTHORITY');
  if (ca === undefined && cert === undefined && key === undefined && serverName === undefined) return undefined;
  return { ca, cert, key, serverName };
}

// zbctl and the Java client read milliseconds or a span with unit from it.
function keepaliveFrom(env: Environment): Duration | undefined {
  const text = first(env, 'MILLRACE_KEEPALIVE', 'ZEEBE_KEEP_ALIVE');
  if (text === undefined) return undefined;
  return /^\d+$/.test(text) ? Number(text) : (text as Duration);
}

function first(env: Environment, ...names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = env[name]?.trim();
    if (value !== undefined && value !== '') return value;
  }
  return undefined;
}

function needed(env: Environment, ...names: readonly string[]): string {
  const value = first(env, ...names);
  if (value === undefined) throw refused(`Expected ${names.join(' or ')} in the environment, but found neither`);
  return value;
}

function flag(env: Environment, name: string): boolean | undefined {
  const text = first(env, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true' || text === '1' || text === 'yes') return true;
  if (text === 'false' || text === '0' || text === 'no') return false;
  throw refused(`Expected ${name} to be true or false, but got ${JSON.stringify(text)}`);
}
