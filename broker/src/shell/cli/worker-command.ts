/** `millrace worker`: a shell command per job. Variables go to its standard input, variables come back on its standard output. */
import { spawn } from 'node:child_process';
import { type Client, type Duration, type Job, MillraceError, parseJson } from '@millrace/client';
import { complain } from './output.ts';

/** How to work. */
export interface WorkerSettings {
  readonly type: string;
  /** Run by the system's shell. */
  readonly handler: string;
  /** Jobs at a time. */
  readonly max: number;
  readonly lease: Duration;
  readonly signal: AbortSignal;
}

/** Longest output kept of one handler, bytes of either stream; the rest of it is dropped. */
const OUTPUT_BYTES_MAX = 4 * 1024 * 1024;
/** End of an error text that goes into the job, characters. */
const MESSAGE_MAX = 1000;
const POLL_TIMEOUT: Duration = '30s';
/** Wait after a poll that failed, ms. */
const PAUSE_MS = 1000;

/** Works until the signal: asks for as many jobs as it has hands free, and lets running handlers end. */
export async function runWorker(client: Client, settings: WorkerSettings): Promise<void> {
  const running = new Set<Promise<void>>();
  while (!settings.signal.aborted) {
    if (running.size >= settings.max) {
      await Promise.race(running);
      continue;
    }
    try {
      const { type, lease, signal, max } = settings;
      const jobs = client.activateJobs(
        { type, worker: 'millrace', lease, max: max - running.size, requestTimeout: POLL_TIMEOUT },
        { signal },
      );
      for await (const job of jobs) {
        const done = work(client, job, settings.handler).finally(() => running.delete(done));
        running.add(done);
      }
    } catch (error) {
      if (settings.signal.aborted) break;
      complain(`Expected to get jobs, but ${MillraceError.is(error) ? error.message : String(error)}`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
  await Promise.all(running);
}

/** Exit code 0 completes the job with what was printed; any other fails it with one retry less. */
async function work(client: Client, job: Job, handler: string): Promise<void> {
  try {
    const { code, output, errors } = await runHandler(handler, job);
    if (code !== 0) {
      const message = errors.trim().slice(-MESSAGE_MAX) || `handler ended with ${code}`;
      await client.failJob({ jobKey: job.key, retries: job.retries - 1, message });
      return complain(`job ${job.key} failed: ${message}`);
    }
    await client.completeJob({ jobKey: job.key, variables: variablesOf(output) });
    process.stdout.write(`job ${job.key} completed\n`);
  } catch (error) {
    complain(`job ${job.key}: ${MillraceError.is(error) ? error.message : String(error)}`);
  }
}

/** Nothing printed means no variables; what is printed must be a JSON object, or the job is failed by throwing. */
function variablesOf(output: string): object {
  if (output.trim() === '') return {};
  const value = parseJson(output);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new TypeError('Expected the handler to print a JSON object, but it printed something else');
}

interface Outcome {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

function runHandler(handler: string, job: Job): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const environment = { MILLRACE_JOB_KEY: job.key, MILLRACE_JOB_TYPE: job.type, MILLRACE_PROCESS_INSTANCE_KEY: job.processInstanceKey };
    const child = spawn(handler, { shell: true, env: { ...process.env, ...environment } });
    const texts = { output: '', errors: '' };
    const keep = (name: keyof typeof texts) => (chunk: string) => {
      if (texts[name].length < OUTPUT_BYTES_MAX) texts[name] += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep('output'));
    child.stderr.setEncoding('utf8').on('data', keep('errors'));
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, ...texts }));
    // A handler that does not read its input closes the pipe: that is its right.
    child.stdin.on('error', () => undefined);
    child.stdin.end(job.variablesJson);
  });
}
