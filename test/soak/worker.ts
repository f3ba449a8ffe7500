/**
 * `npm run soak [-- --minutes 20 --rate 30]`: workers at one broker for a long time, one JSON line a sample and one at the end. Exit code 1: the heap
 * grew, a job was lost or completed twice, or Node warned of something.
 */
import { parseArgs } from 'node:util';
import { growthBytes, soak } from './soak.ts';

/** Growth that still counts as flat: code that is compiled late, and what the samples themselves take. Bytes. */
const GROWTH_BYTES_MAX = 2 * 1024 * 1024;

const { values: flags } = parseArgs({ options: { minutes: { type: 'string', default: '20' }, rate: { type: 'string', default: '30' } } });
const result = await soak({
  seconds: Number(flags.minutes) * 60,
  rate: Number(flags.rate),
  sampleSeconds: 30,
  drainSeconds: 120,
  killSeconds: 300,
  onSample: ({ heapBytes, ...sample }) =>
    console.log(JSON.stringify({ ...sample, heapMegabytes: Number((heapBytes / 2 ** 20).toFixed(2)) })),
});
const { samples, ...totals } = result;
const growth = growthBytes(samples);
const isGood = growth <= GROWTH_BYTES_MAX && totals.completed === totals.created && totals.left === 0 && totals.warnings.length === 0;
console.log(JSON.stringify({ ...totals, growthKilobytes: Math.round(growth / 1024), verdict: isGood ? 'flat' : 'not flat' }));
process.exitCode = isGood ? 0 : 1;
