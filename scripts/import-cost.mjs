// What importing a package costs: `node scripts/import-cost.mjs PACKAGE` prints, as JSON, the files loaded and the milliseconds it took.
import { createRequire, register } from 'node:module';
import { MessageChannel } from 'node:worker_threads';

const [name = ''] = process.argv.slice(2);
const { port1, port2 } = new MessageChannel();
let modules = 0;
port1.on('message', () => modules++).unref();
// Only ES modules pass the hook; what they require is counted by what is kept of it.
const hook = `
  let port;
  export const initialize = (data) => { port = data; };
  export const load = (url, context, next) => { if (url.startsWith('file:')) port.postMessage(0); return next(url, context); };
`;
register(`data:text/javascript,${encodeURIComponent(hook)}`, import.meta.url, { data: port2, transferList: [port2] });
const startMs = performance.now();
await import(name);
const tookMs = performance.now() - startMs;
await new Promise((resolve) => setTimeout(resolve, 50));
const required = Object.keys(createRequire(import.meta.url).cache).length;
console.log(JSON.stringify({ modules: modules + required, tookMs: Math.round(tookMs) }));
