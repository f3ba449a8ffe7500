// Runs dependency-cruiser over all sources and fails when it breaks a border, and also when it did not see every source file.
import { listFiles } from './freshness.mjs';
import { run } from './run.mjs';

const folders = ['proto/src', 'broker/src', 'clients/typescript/src', 'workers/src', 'conformance/src'];
const expected = listFiles(folders, (path) => path.endsWith('.ts') && !/\.(test|suite|d)\.ts$/.test(path));
if (expected.length === 0) {
  console.log('Expected source files to check, but found none.');
  process.exit(1);
}

const command = ['node', 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs', '--config', '.dependency-cruiser.mjs'];
const { output } = await run([...command, '--output-type', 'json', ...folders]);

const report = read(output);
const seen = new Set(report.modules.map((module) => module.source));
const unseen = expected.filter((path) => !seen.has(path));
const violations = report.summary.violations;

for (const { rule, from, to, cycle } of violations) {
  console.log(`${rule.name}: ${from} -> ${cycle ? cycle.map((one) => one.name).join(' -> ') : to}`);
}
for (const path of unseen) console.log(`not seen by the gate: ${path}`);
console.log(`${expected.length} source files, ${violations.length} borders broken`);
process.exitCode = violations.length + unseen.length > 0 ? 1 : 0;

function read(text) {
  try {
    return JSON.parse(text.slice(text.indexOf('{')));
  } catch {
    console.log(`Expected a report from dependency-cruiser, but got:\n${text}`);
    process.exit(1);
  }
}
