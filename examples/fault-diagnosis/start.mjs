// The example that `npm start` runs: a broker, the process of diagnosis.bpmn, its three workers, one instance a server log, and the way of one of them.
import { spawn } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createClient } from '@millrace/client';
import { followInstance } from './follow-instance.mjs';
import { startLoadRules } from './workers/load-rules.mjs';
import { startLogDownload } from './workers/log-download.mjs';
import { startMatch } from './workers/match.mjs';

const here = new URL('./', import.meta.url);

/** Starts `millrace broker` with the caller's flags; resolves with its addresses once it is ready, or exits as it did. */
function startBroker(flags) {
  const program = fileURLToPath(new URL('../../broker/bin/millrace.js', here));
  const child = spawn(process.execPath, [program, 'broker', ...flags], { stdio: ['ignore', 'pipe', 'inherit'] });
  child.on('exit', (code) => process.exit(code ?? 1));
  broker.stop = (signal) => child.kill(signal);
  return new Promise((resolve) => {
    createInterface(child.stdout).on('line', (line) => {
      console.log(line);
      const addresses = /millrace broker ready/.test(line) ? line.match(/127\.0\.0\.1:\d+|[\w.-]+:\d{2,5}/g) : null;
      if (addresses !== null) resolve({ gateway: addresses[0], management: addresses[1] });
    });
  });
}

const broker = { stop: () => {} };
Object.assign(broker, await startBroker(process.argv.slice(2)));
const client = createClient({ address: broker.gateway });
await client.deploy(fileURLToPath(new URL('diagnosis.bpmn', here)));
const workers = [startLogDownload, startLoadRules, startMatch].map((start) => start(broker.gateway));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void stop(signal));

/** Workers first, so that none of them finds its broker gone. */
async function stop(signal) {
  await Promise.all(workers.map((running) => running.drain({ deadline: '2s' })));
  await client.close();
  broker.stop(signal);
}

console.log('\nFault diagnosis: one process instance a server log\n');
const logs = (await readdir(new URL('logs/', here))).sort();
const shown = logs.find((log) => log.includes('smart')) ?? logs[0];
for (const log of logs) {
  const server = log.split('-').slice(0, 2).join('-');
  const { processInstanceKey, variables } = await client.createInstance({
    processId: 'fault-diagnosis',
    variables: { server, log },
    awaitResult: true,
  });
  const hits = variables.hits ?? [];
  const found =
    hits.length === 0 ? 'no rule matches: manual analysis' : hits.map((hit) => `${hit.rule} (${hit.count}x): ${hit.action}`).join('; ');
  console.log(`${server.padEnd(9)} ${found}`);
  if (log === shown) await followInstance(broker.management, processInstanceKey);
}
console.log(`\nThe broker stays up at ${broker.gateway} for your own clients; Ctrl-C ends it.`);
