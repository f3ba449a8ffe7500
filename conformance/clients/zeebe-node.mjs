// The client program of zeebe-node, written as its documentation shows.
import { ZBClient } from 'zeebe-node';

const env = (name) => process.env[`MILLRACE_CONFORMANCE_${name}`];
const client = new ZBClient(env('ADDRESS'), { useTLS: false, longPoll: Number(env('POLL_MS')), loglevel: 'NONE' });
client.createWorker({
  taskType: env('TYPE'),
  maxJobsToActivate: Number(env('MAX')),
  timeout: Number(env('LEASE_MS')),
  longPoll: Number(env('POLL_MS')),
  loglevel: 'NONE',
  async taskHandler(job) {
    const { do: wish, ms, value } = job.variables;
    if (wish === 'fail') return job.fail('asked to');
    if (wish === 'error') return job.error('REFUSED');
    if (wish === 'echo') return job.complete({ value });
    if (wish === 'sleep') await new Promise((resolve) => setTimeout(resolve, ms));
    return job.complete({ done: true });
  },
});

process.once('SIGTERM', () => void client.close().then(() => process.exit(0)));
