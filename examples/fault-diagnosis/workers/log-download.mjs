// Fetches the newest log of a server. Here the logs lie in a folder; the process does not know.
import { readFile } from 'node:fs/promises';
import { BpmnError, worker } from '@millrace/worker';

const logs = new URL('../logs/', import.meta.url);

/** Starts the worker; it takes `server` and `log`, and gives `lines`. */
export function startLogDownload(address) {
  return worker({ address })
    .task('log-download', { fetch: ['log'] }, async (job) => {
      const { log } = job.variables;
      if (!/^[\w-]+\.log$/.test(log)) throw new BpmnError('NO_LOG', `Expected a file name such as web-07-kernel.log, but got ${log}`);
      const text = await readFile(new URL(log, logs), 'utf8');
      return { lines: text.trimEnd().split('\n') };
    })
    .run();
}
