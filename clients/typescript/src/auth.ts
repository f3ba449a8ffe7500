// Who the caller is: turns each way of authentication into the `authorization` header of a call. May not retry calls.
import type { Authenticator } from './authenticator.ts';
import { refused } from './errors.ts';
import { createOAuth } from './oauth.ts';
import type { OAuthOptions } from './oauth.ts';

/** The ways to authenticate. A client certificate (mTLS) is part of `tls` and goes with any of them. */
export type AuthOptions =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: string }
  | { readonly kind: 'bearer'; readonly token: string | (() => string | Promise<string>) }
  | ({ readonly kind: 'oauth' } & OAuthOptions);

/** The authenticator for the options. Throws MillraceError INVALID_ARGUMENT for incomplete ones. */
export function createAuthenticator(auth: AuthOptions, fetch: typeof globalThis.fetch): Authenticator {
  switch (auth.kind) {
    case 'none':
      return fixed(undefined);
    case 'basic':
      return fixed(`Basic ${Buffer.from(`${auth.username}:${auth.password}`, 'utf8').toString('base64')}`);
    case 'bearer':
      return typeof auth.token === 'string' ? fixed(`Bearer ${auth.token}`) : asked(auth.token);
    case 'oauth':
      return createOAuth(auth, { fetch, nowMs: Date.now });
    default:
      throw refused(`Expected auth.kind to be none, basic, bearer or oauth, but got ${JSON.stringify((auth as { kind: unknown }).kind)}`);
  }
}

function fixed(value: string | undefined): Authenticator {
  return { authorization: () => value, refused: () => false };
}

function asked(token: () => string | Promise<string>): Authenticator {
  return { authorization: async () => `Bearer ${await token()}`, refused: () => false };
}
