// The client program of @camunda8/sdk (gRPC), written as its documentation shows; the argument `stream` takes jobs by StreamActivatedJobs.
import { Camunda8 } from '@camunda8/sdk';

const env = (name) => process.env[`MILLRACE_CONFORMANCE_${name}`];
const client = new Camunda8({
  ZEEBE_GRPC_ADDRESS: `grpc://${env('ADDRESS')}`,
  CAMUNDA_AUTH_STRATEGY: process.env.CAMUNDA_AUTH_STRATEGY ?? 'NONE',
  CAMUNDA_LOG_LEVEL: 'none',
}).getZeebeGrpcApiClient();

async function taskHandler(job) {
  const { do: wish, ms, value } = job.variables;
  if (wish === 'fail') return job.fail('asked to');
  if (wish === 'error') return job.error('REFUSED');
  if (wish === 'echo') return job.complete({ value });
  if (wish === 'sleep') await new Promise((resolve) => setTimeout(resolve, ms));
  return job.complete({ done: true });
}

if (process.argv[2] === 'stream') {
  await client.streamJobs({ type: env('TYPE'), worker: 'stream', timeout: Number(env('LEASE_MS')), taskHandler });
} else {
  client.createWorker({
    taskType: env('TYPE'),
    maxJobsToActivate: Number(env('MAX')),
    timeout: Number(env('LEASE_MS')),
    longPoll: Number(env('POLL_MS')),
    taskHandler,
  });
}

process.once('SIGTERM', () => void client.close().then(() => process.exit(0)));
