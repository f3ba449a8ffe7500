// The client program of @millrace/worker, and the model of one for others: about as long as one needs to be.
import { BpmnError, Retryable, worker } from '@millrace/worker';

const env = (name) => process.env[`MILLRACE_CONFORMANCE_${name}`];
const source = process.argv[2] ?? 'auto';

const running = worker({
  address: env('ADDRESS'),
  max: Number(env('MAX')),
  lease: Number(env('LEASE_MS')),
  longPoll: Number(env('POLL_MS')),
  source,
})
  .task(env('TYPE'), async (job, ctx) => {
    const { do: wish, ms, value } = job.variables;
    if (wish === 'fail') throw new Retryable('asked to');
    if (wish === 'error') throw new BpmnError('REFUSED');
    if (wish === 'echo') return { value };
    if (wish === 'sleep') await new Promise((resolve) => setTimeout(resolve, ms));
    return { done: !ctx.signal.aborted };
  })
  .run();

process.once('SIGTERM', () => void running.drain({ deadline: '5s' }).then(() => process.exit(0)));
