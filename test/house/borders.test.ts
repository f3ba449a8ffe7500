// The import borders hold: a small house with one fault per border is built in a temporary folder, and the gate must name every one.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { top } from './source-file.ts';

// Other programs run in here; on a busy machine they take their time.
vi.setConfig({ testTimeout: 120_000 });

/** Border, the file that breaks it, and what that file imports. */
const faults: readonly (readonly [border: string, path: string, target: string])[] = [
  ['no-cycles', 'workers/src/one.ts', './two.ts'],
  ['proto-stands-alone', 'proto/src/a.ts', '../../broker/src/index.ts'],
  ['client-imports-proto-only', 'clients/typescript/src/a.ts', '../../../workers/src/index.ts'],
  ['worker-imports-client-only', 'workers/src/a.ts', '../../proto/src/index.ts'],
  ['broker-knows-no-worker', 'broker/src/a.ts', '../../workers/src/index.ts'],
  ['client-in-broker-only-for-the-command', 'broker/src/shell/gateway/a.ts', '../../../../clients/typescript/src/index.ts'],
  ['core-imports-core-only', 'broker/src/core/engine/a.ts', '../../shell/log/log.ts'],
  ['core-uses-no-node', 'broker/src/core/engine/b.ts', 'node:fs'],
  ['core-packages-allow-list', 'broker/src/core/engine/c.ts', 'rxjs'],
  ['protocol-is-the-floor', 'broker/src/core/protocol/a.ts', '../engine/state/jobs.ts'],
  ['feel-stands-on-protocol', 'broker/src/core/feel/a.ts', '../engine/state/jobs.ts'],
  ['raft-knows-only-bytes', 'broker/src/core/raft/a.ts', '../protocol/record.ts'],
  ['elements-never-import-elements', 'broker/src/core/engine/elements/a.ts', './end-event.ts'],
  ['events-never-import-commands', 'broker/src/core/engine/events/a.ts', '../commands/job.ts'],
  ['state-is-below-everything', 'broker/src/core/engine/state/a.ts', '../commands/job.ts'],
  ['log-stands-on-platform', 'broker/src/shell/log/a.ts', '../gateway/gateway.ts'],
  ['gateway-knows-no-disk', 'broker/src/shell/gateway/b.ts', '../log/log.ts'],
  ['rxjs-only-where-allowed', 'clients/typescript/src/b.ts', 'rxjs'],
  ['@grpc-only-where-allowed', 'broker/src/shell/log/b.ts', '@grpc/grpc-js'],
  ['rocksdb-native-only-where-allowed', 'broker/src/shell/log/c.ts', 'rocksdb-native'],
  ['p-retry-only-where-allowed', 'broker/src/shell/log/d.ts', 'p-retry'],
  ['resolvable', 'workers/src/b.ts', './nowhere.ts'],
];

const innocent = [
  'proto/src/index.ts',
  'broker/src/index.ts',
  'clients/typescript/src/index.ts',
  'workers/src/index.ts',
  'workers/src/one.ts',
  'broker/src/shell/log/log.ts',
  'broker/src/shell/gateway/gateway.ts',
  'broker/src/core/protocol/record.ts',
  'broker/src/core/engine/state/jobs.ts',
  'broker/src/core/engine/commands/job.ts',
  'broker/src/core/engine/elements/end-event.ts',
];

let folder = '';

function put(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** What the gate says, as "border path". */
function judge(): readonly string[] {
  const program = join(top, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const folders = ['proto', 'broker', 'clients', 'workers'];
  const output = execFileSync(
    process.execPath,
    [program, '--config', join(folder, '.dependency-cruiser.mjs'), '--output-type', 'json', ...folders],
    {
      cwd: folder,
      encoding: 'utf8',
    },
  );
  const report = JSON.parse(output) as { summary: { violations: { rule: { name: string }; from: string }[] } };
  return report.summary.violations.map(({ rule, from }) => `${rule.name} ${from}`);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'millrace-borders-'));
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.base.json']) cpSync(join(top, name), join(folder, name));
  for (const name of ['rxjs', '@grpc/grpc-js', 'rocksdb-native', 'p-retry']) {
    put(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }));
    put(`node_modules/${name}/index.js`, 'module.exports = {};');
  }
  for (const path of innocent) put(path, 'export const nothing = 0;\n');
  put('workers/src/two.ts', "export * from './one.ts';\n");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the import borders', () => {
  it('let an innocent house pass, and name every fault of a guilty one', () => {
    expect(judge()).toEqual([]);
    for (const [, path, target] of faults) put(path, `export * from '${target}';\nexport type * from '${target}';\n`);
    const found = judge();
    expect(faults.map(([border, path]) => `${border} ${path}`).filter((fault) => !found.includes(fault))).toEqual([]);
  });

  it('fail when the gate sees no file', () => {
    const empty = mkdtempSync(join(tmpdir(), 'millrace-borders-'));
    for (const name of ['scripts', '.dependency-cruiser.mjs', 'tsconfig.base.json'])
      cpSync(join(top, name), join(empty, name), { recursive: true });
    symlinkSync(join(top, 'node_modules'), join(empty, 'node_modules'));
    for (const name of ['proto', 'broker', 'clients/typescript', 'workers']) mkdirSync(join(empty, name, 'src'), { recursive: true });
    const { status, stdout } = spawnSync(process.execPath, ['scripts/check-borders.mjs'], { cwd: empty, encoding: 'utf8' });
    rmSync(empty, { recursive: true, force: true });
    expect(stdout).toContain('Expected source files to check, but found none.');
    expect(status).toBe(1);
  });
});
