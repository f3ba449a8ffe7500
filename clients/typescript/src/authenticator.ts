// What every way to say who calls has in common. It knows none of them.

/** What gives calls their `authorization` header. */
export interface Authenticator {
  /** The header's value; undefined for none. A promise only when it is not at hand. Rejects with UNAUTHENTICATED or UNAVAILABLE. */
  authorization(): string | undefined | Promise<string | undefined>;
  /** The gateway has refused this value. Answers whether another one may be had, so that one more attempt makes sense. */
  refused(authorization: string | undefined): boolean;
}
