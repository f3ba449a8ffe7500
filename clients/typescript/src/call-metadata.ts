// What goes out beside a message: the caller's headers and who the caller is. May not send anything.
import { Metadata } from '@grpc/grpc-js';
import type { Authenticator } from './authenticator.ts';
import { MillraceError } from './errors.ts';
import type { Headers } from './options.ts';
import { soon } from './wait.ts';

/** Metadata that is ready to be sent, and the value that proves the caller, for the case that it is refused. */
export interface Prepared {
  readonly metadata: Metadata;
  readonly authorization: string | undefined;
}

/** The source of metadata of one client. */
export interface CallMetadata {
  /** The client's extra headers with those of the call over them. Rejects with what their function throws, as MillraceError. */
  headersOf(method: string, own: Readonly<Record<string, string>> | undefined): Promise<Readonly<Record<string, string>>>;
  /** Headers and proof together; a promise only while a token is on its way. Throws INVALID_ARGUMENT for headers that cannot be sent. */
  prepare(method: string, headers: Readonly<Record<string, string>>): Prepared | Promise<Prepared>;
}

/** The source over the client's headers; a function among them has `deadlineMs` to answer. */
export function createCallMetadata(headers: Headers | undefined, authenticator: Authenticator, deadlineMs: number): CallMetadata {
  return {
    async headersOf(method, own) {
      if (typeof headers !== 'function') return { ...headers, ...own };
      try {
        return { ...(await soon(headers(), Date.now() + deadlineMs, undefined)), ...own };
      } catch (error) {
        throw MillraceError.from(error, { method, notWritten: true });
      }
    },
    prepare(method, given) {
      const metadata = new Metadata();
      try {
        for (const [name, value] of Object.entries(given)) metadata.set(name, value);
      } catch (error) {
        const reason = `Expected usable metadata, but ${error instanceof Error ? error.message : String(error)}`;
        throw new MillraceError('INVALID_ARGUMENT', reason, { details: { method, reason, notWritten: true }, cause: error });
      }
      const authorization = authenticator.authorization();
      return authorization instanceof Promise ? authorization.then((value) => proven(metadata, value)) : proven(metadata, authorization);
    },
  };
}

function proven(metadata: Metadata, authorization: string | undefined): Prepared {
  if (authorization !== undefined) metadata.set('authorization', authorization);
  return { metadata, authorization };
}
