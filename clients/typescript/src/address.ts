// Where a gateway is, read from the forms people write. May not connect.
import { refused } from './errors.ts';

/** One gateway. */
export interface GatewayAddress {
  /** host:port, the host of an IPv6 address in brackets. */
  readonly target: string;
  /** What the scheme says about encryption; undefined without a scheme. */
  readonly secure: boolean | undefined;
}

/** Port of a gateway when none is written. */
export const gatewayPort = 26500;

const schemes: Readonly<Record<string, boolean>> = { grpc: false, http: false, grpcs: true, https: true };

/**
 * Reads 'host', 'host:port', '[::1]:port' and each with 'grpc://' or 'http://' (plain), 'grpcs://' or 'https://' (encrypted) before it.
 * Default port: 26500. Throws MillraceError INVALID_ARGUMENT for anything else.
 */
export function parseAddress(text: string): GatewayAddress {
  const parts = /^(?:([a-z]+):\/\/)?(\[[0-9a-fA-F:.]+\]|[^:/\s[\]]+)(?::(\d{1,5}))?\/?$/.exec(text.trim());
  const scheme = parts?.[1];
  const host = parts?.[2];
  const port = Number(parts?.[3] ?? gatewayPort);
  const secure = scheme === undefined ? undefined : schemes[scheme];
  if (host === undefined || port < 1 || port > 65_535 || (scheme !== undefined && secure === undefined)) {
    throw refused(`Expected a gateway address such as 127.0.0.1:26500 or grpcs://host:port, but got ${JSON.stringify(text)}`);
  }
  return { target: `${host}:${port}`, secure };
}
