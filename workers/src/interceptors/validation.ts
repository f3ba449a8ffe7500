// Checks variables before the handler and the result after it; what does not fit fails the job without retries, since repeating cannot help.
import { describeIssues, type Schema } from '@millrace/client';
import { type Interceptor, placed } from '../interceptor.ts';
import { outcome } from '../outcome.ts';

/** What to check with. */
export interface ValidationOptions {
  /** Checks and converts the job's variables. */
  readonly input?: Schema | undefined;
  /** Checks and converts the variables the job is completed with. */
  readonly output?: Schema | undefined;
}

/** Validation of input and output by any Standard Schema library. */
export function validation({ input, output }: ValidationOptions): Interceptor {
  return placed('validation', async (job, ctx, next) => {
    if (input) {
      const checked = await input['~standard'].validate(job.variables);
      if (checked.issues) {
        return outcome.fail(`Expected variables that fit the input schema, but ${describeIssues(checked.issues)}`, { retries: 0 });
      }
      // Inner layers see the same job object, so the converted variables take the place of the raw ones.
      Object.defineProperty(job, 'variables', { value: checked.value, enumerable: true, configurable: true });
    }
    const answer = await next(ctx);
    if (!output || answer.kind !== 'complete') return answer;
    const checked = await output['~standard'].validate(answer.variables ?? {});
    if (checked.issues) {
      return outcome.fail(`Expected a result that fits the output schema, but ${describeIssues(checked.issues)}`, { retries: 0 });
    }
    return outcome.complete(checked.value, answer.result);
  });
}
