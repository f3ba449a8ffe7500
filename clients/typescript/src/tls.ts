// Encryption of the connection and the client's own certificate (mTLS). Reads the files it is pointed at, nothing else.
import { readFileSync } from 'node:fs';
import { credentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';
import { refused } from './errors.ts';

/** Certificates: PEM as bytes, or the path of a file that holds it. */
export interface TlsOptions {
  /** Authorities to trust instead of the system's. */
  readonly ca?: Uint8Array | string | undefined;
  /** The client's own certificate chain; only together with `key`. */
  readonly cert?: Uint8Array | string | undefined;
  /** The key of the client's own certificate; only together with `cert`. */
  readonly key?: Uint8Array | string | undefined;
  /** Name the gateway's certificate has to carry, when it is not the host's. */
  readonly serverName?: string | undefined;
}

/** Credentials of a channel. Throws MillraceError INVALID_ARGUMENT for a file that cannot be read or half a pair. */
export function channelCredentials(tls: boolean | TlsOptions): ChannelCredentials {
  if (tls === false) return credentials.createInsecure();
  if (tls === true) return credentials.createSsl();
  if ((tls.cert === undefined) !== (tls.key === undefined))
    throw refused('Expected tls.cert and tls.key together, but got only one of them');
  try {
    return credentials.createSsl(pem('tls.ca', tls.ca), pem('tls.key', tls.key), pem('tls.cert', tls.cert));
  } catch (error) {
    throw refused(`Expected usable certificates, but ${error instanceof Error ? error.message : String(error)}`, error);
  }
}

function pem(name: string, source: Uint8Array | string | undefined): Buffer | null {
  if (source === undefined) return null;
  if (typeof source !== 'string') return Buffer.from(source);
  if (source.includes('-----BEGIN ')) return Buffer.from(source);
  try {
    return readFileSync(source);
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
