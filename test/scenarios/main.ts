// `npm run scenario FILE ...`: plays files of scenarios, prints what happened, and ends with 1 if something is wrong. REWRITE=1 takes what happened as
// what is expected from now on (own scenarios only); EVENTS=1 prints the events, too.
import { pathToFileURL } from 'node:url';
import type { TracedStep } from '../conformance/runner/trace.ts';
import { readScenarioFile } from './expectation.ts';
import { judge } from './judge.ts';

const { REWRITE, EVENTS } = process.env;
let failed = 0;
let played = 0;

function printStep({ step, status, message, events }: TracedStep): void {
  console.log(`       ${step} -> ${status}${message === undefined ? '' : ` ${message}`} (${events.length} events)`);
  if (EVENTS === '1') for (const event of events) console.log(`           ${JSON.stringify(event)}`);
}

for (const path of process.argv.slice(2)) {
  const file = await readScenarioFile(pathToFileURL(path));
  for (const scenario of file.scenarios) {
    const { trace, complaints } = await judge(file, scenario, REWRITE === '1');
    played += 1;
    failed += complaints.length > 0 ? 1 : 0;
    console.log(`${complaints.length === 0 ? 'ok  ' : 'FAIL'} ${file.group}/${scenario.name}: ${scenario.about}`);
    for (const step of trace.steps) printStep(step);
    for (const complaint of complaints) console.log(`     ${complaint.replaceAll('\n', '\n     ')}`);
  }
}
console.log(`${played - failed} of ${played} scenarios as expected`);
process.exitCode = failed === 0 ? 0 : 1;
