// Settings for every call of a client that names none of its own. May not send anything.
import type { Caller } from './caller.ts';
import type { CallOptions } from './options.ts';

/** The caller, with these settings wherever a call leaves them open. Headers of both are sent; the call's own win. */
export function withSettings(caller: Caller, settings: CallOptions): Caller {
  const merged = (options: CallOptions | undefined): CallOptions => {
    const given = Object.fromEntries(Object.entries(options ?? {}).filter(([, value]) => value !== undefined));
    const headers = settings.headers === undefined ? undefined : { headers: { ...settings.headers, ...options?.headers } };
    return { ...settings, ...given, ...headers };
  };
  return {
    tenantId: caller.tenantId,
    unary: (method, request, plan, options) => caller.unary(method, request, plan, merged(options)),
    listen: (method, request, deadlineMs, options) => caller.listen(method, request, deadlineMs, merged(options)),
    converse: (method, options) => caller.converse(method, merged(options)),
  };
}
