// Makes the job's fields known to every line logged while its handler runs, however deep, by Node's asynchronous context.
import { AsyncLocalStorage } from 'node:async_hooks';
import { type Interceptor, placed } from '../interceptor.ts';
import type { LogFields } from '../log.ts';

const current = new AsyncLocalStorage<LogFields>();

/** The fields of the job whose handler is running here; undefined outside. For pino: `mixin: () => jobFields() ?? {}`. */
export function jobFields(): LogFields | undefined {
  return current.getStore();
}

/** Carries the job's fields to `jobFields()`. */
export function loggingContext(): Interceptor {
  return placed('log-context', (job, ctx, next) => {
    const fields = {
      jobKey: job.key,
      type: job.type,
      processId: job.processId,
      processInstanceKey: job.processInstanceKey,
      elementId: job.elementId,
      tenantId: job.tenantId,
      cluster: ctx.cluster,
      attempt: ctx.attempt,
    };
    return current.run(fields, () => next(ctx));
  });
}
