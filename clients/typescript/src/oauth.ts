// OAuth 2.0 client credentials (RFC 6749 section 4.4): one token for all calls, fetched by one request at a time. May not know what it is used for.
import type { Authenticator } from './authenticator.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { MillraceError } from './errors.ts';

/** Where tokens come from. */
export interface OAuthOptions {
  /** The token endpoint's URL. */
  readonly url: string;
  /** Name of this program at the token endpoint. */
  readonly clientId: string;
  /** Its secret. */
  readonly clientSecret: string;
  /** Who the token is for; some endpoints demand it. Default: not sent. */
  readonly audience?: string | undefined;
  /** What the token shall allow, separated by blanks. Default: not sent. */
  readonly scope?: string | undefined;
  /** How long before its end a token is replaced; never more than half its life. Default: 30 s. */
  readonly refreshAhead?: Duration | undefined;
  /** How long a failure is remembered and answered without asking again; doubles with every further one up to ten times. Default: 1 s. */
  readonly failureMemory?: Duration | undefined;
  /** How long the endpoint may take. Default: 10 s. */
  readonly timeout?: Duration | undefined;
}

interface Token {
  readonly header: string;
  readonly fetchedAtMs: number;
  readonly refreshAtMs: number;
  readonly endsAtMs: number;
}
interface Failure {
  readonly error: MillraceError;
  readonly untilMs: number;
  readonly count: number;
}

// A refused token younger than this is not replaced: the endpoint would give an equal one, and a wrong audience must not become a request per call.
const tokenAgeMinMs = 10_000;
const lifeDefaultSeconds = 300;
const failureMemoryFactorMax = 10;
const answerShownMax = 200;

/** The authenticator that fetches tokens when they are needed, a little before they end. */
export function createOAuth(options: OAuthOptions, outside: { fetch: typeof globalThis.fetch; nowMs: () => number }): Authenticator {
  const refreshAheadMs = parseDuration(options.refreshAhead ?? '30s');
  const failureMemoryMs = parseDuration(options.failureMemory ?? '1s');
  let token: Token | undefined;
  let failure: Failure | undefined;
  let pending: Promise<string> | undefined;

  async function renew(): Promise<string> {
    try {
      token = await fetchToken(options, outside, refreshAheadMs);
      failure = undefined;
      return token.header;
    } catch (thrown) {
      const count = (failure?.count ?? 0) + 1;
      const memoryMs = failureMemoryMs * Math.min(2 ** (count - 1), failureMemoryFactorMax);
      const error = MillraceError.from(thrown, { method: 'token' });
      failure = { error, untilMs: outside.nowMs() + memoryMs, count };
      throw error;
    } finally {
      pending = undefined;
    }
  }

  return {
    authorization() {
      const nowMs = outside.nowMs();
      if (token !== undefined && nowMs < token.refreshAtMs) return token.header;
      const remembered = failure !== undefined && nowMs < failure.untilMs ? failure.error : undefined;
      if (remembered === undefined) pending ??= renew();
      // A token that still lives serves while its successor is on the way or cannot be had.
      if (token !== undefined && nowMs < token.endsAtMs) {
        pending?.catch(() => {});
        return token.header;
      }
      return remembered === undefined || pending !== undefined ? pending : Promise.reject(remembered);
    },
    refused(authorization) {
      if (token === undefined || token.header !== authorization) return token !== undefined;
      if (outside.nowMs() - token.fetchedAtMs < tokenAgeMinMs) return false;
      token = undefined;
      return true;
    },
  };
}

async function fetchToken(
  options: OAuthOptions,
  outside: { fetch: typeof globalThis.fetch; nowMs: () => number },
  refreshAheadMs: number,
): Promise<Token> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: options.clientId, client_secret: options.clientSecret });
  if (options.audience !== undefined) form.set('audience', options.audience);
  if (options.scope !== undefined) form.set('scope', options.scope);
  const { response, text } = await ask(options, outside.fetch, form);
  if (!response.ok) throw endpointRefused(response.status, text);
  const answer = readAnswer(text);
  const nowMs = outside.nowMs();
  const lifeMs = answer.lifeSeconds * 1_000;
  const aheadMs = Math.min(refreshAheadMs, lifeMs / 2);
  return { header: `Bearer ${answer.token}`, fetchedAtMs: nowMs, refreshAtMs: nowMs + lifeMs - aheadMs, endsAtMs: nowMs + lifeMs };
}

async function ask(
  options: OAuthOptions,
  fetch: typeof globalThis.fetch,
  form: URLSearchParams,
): Promise<{ response: Response; text: string }> {
  try {
    const response = await fetch(options.url, {
      method: 'POST',
      body: form.toString(),
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      signal: AbortSignal.timeout(parseDuration(options.timeout ?? '10s')),
    });
    return { response, text: await response.text() };
  } catch (error) {
    const reason = `Expected the token endpoint to answer, but ${error instanceof Error ? error.message : String(error)}`;
    throw new MillraceError('UNAVAILABLE', reason, { retryable: true, details: { reason, notWritten: true }, cause: error });
  }
}

function endpointRefused(httpStatus: number, text: string): MillraceError {
  const reason = `Expected the token endpoint to give a token, but it answered ${httpStatus}: ${text.slice(0, answerShownMax)}`;
  const transient = httpStatus === 429 || httpStatus >= 500;
  return new MillraceError(transient ? 'UNAVAILABLE' : 'UNAUTHENTICATED', reason, {
    retryable: transient,
    details: { reason, notWritten: true },
  });
}

function readAnswer(text: string): { token: string; lifeSeconds: number } {
  try {
    const answer = JSON.parse(text) as { access_token?: unknown; expires_in?: unknown };
    const lifeSeconds = Number(answer.expires_in ?? lifeDefaultSeconds);
    if (typeof answer.access_token === 'string' && lifeSeconds > 0) return { token: answer.access_token, lifeSeconds };
  } catch {
    // Falls through to the same refusal as an answer without a token.
  }
  const reason = 'Expected the token endpoint to answer with access_token and expires_in, but it did not';
  throw new MillraceError('UNAUTHENTICATED', reason, { details: { reason, notWritten: true } });
}
