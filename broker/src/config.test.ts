/** Where option values come from, which wins, and what is refused. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { type Config, configOptions, environmentName, portOf, resolveConfig } from './config.ts';

const folder = mkdtempSync(join(tmpdir(), 'millrace-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function file(text: string): string {
  const path = join(folder, `${Math.random()}.yaml`);
  writeFileSync(path, text);
  return path;
}
const resolve = (flags: Record<string, string | string[]> = {}, environment: Record<string, string> = {}, path?: string): Config =>
  resolveConfig({ flags, environment, file: path });

test('defaults are those of the documentation', () => {
  expect(resolve()).toEqual({
    dataDir: './data',
    host: '127.0.0.1',
    port: 26_500,
    internalPort: 26_502,
    managementPort: 9600,
    portOffset: 0,
    nodeId: 0,
    clusterSize: 1,
    partitions: 1,
    replicationFactor: 1,
    clusterId: 0,
    contactPoints: [],
    advertiseHost: '127.0.0.1',
    exporter: [],
    clock: 'system',
    logLevel: 'info',
  });
});

test('flag beats environment beats file beats default', () => {
  const path = file('port: 1\npartitions: 3\nlog-level: debug\n');
  const config = resolve({ port: '3' }, { MILLRACE_PORT: '2', MILLRACE_PARTITIONS: '5' }, path);
  expect([config.port, config.partitions, config.logLevel]).toEqual([3, 5, 'debug']);
});

test('every option has an environment variable and a key', () => {
  for (const { flag } of Object.values(configOptions)) expect(environmentName(flag)).toMatch(/^MILLRACE_[A-Z_]+$/);
  expect(resolve({}, { MILLRACE_DATA_DIR: '/x' }).dataDir).toBe('/x');
});

test('lists come from commas, repeats and YAML lists', () => {
  expect(resolve({ contactPoints: ['a:1,b:2', 'c:3'] }).contactPoints).toEqual(['a:1', 'b:2', 'c:3']);
  expect(resolve({}, {}, file('exporter: ["one:memory", "two:./x.js?path=y"]')).exporter).toEqual(['one:memory', 'two:./x.js?path=y']);
});

test('bad values and unknown keys are refused by name, value and what was expected', () => {
  expect(() => resolve({ port: '70000' })).toThrow("Expected --port to be a whole number from 0 to 65535, but it was '70000'");
  expect(() => resolve({}, { MILLRACE_CLOCK: 'sundial' })).toThrow(
    "Expected environment variable MILLRACE_CLOCK to be one of system, controlled, but it was 'sundial'",
  );
  expect(() => resolve({}, { MILLRACE_PORTS: '1' })).toThrow('MILLRACE_PORTS');
  expect(() => resolve({}, {}, file('prot: 1'))).toThrow("'prot' in");
  expect(() => resolve({}, {}, file('partitions: {a: 1}'))).toThrow('partitions');
  expect(() => resolve({}, {}, file('- a'))).toThrow('keys and values');
  expect(() => resolve({}, {}, join(folder, 'nothing.yaml'))).toThrow('--config');
  expect(() => resolve({ contactPoints: ['nohost'] })).toThrow('host:port');
  expect(() => resolve({ dataDir: '' })).toThrow('but it was empty');
});

test('options that contradict each other are refused', () => {
  expect(() => resolve({ nodeId: '1' })).toThrow('--node-id');
  expect(() => resolve({ replicationFactor: '3' })).toThrow('--replication-factor');
  expect(() => resolve({ port: '65535', portOffset: '1' })).toThrow('--port-offset');
});

test('the offset moves every port but 0; variables of clients are left alone', () => {
  const config = resolve({ portOffset: '2', managementPort: '0' }, { MILLRACE_ADDRESS: 'x:1', MILLRACE_TLS_CA: 'y' });
  expect([portOf(config, 'port'), portOf(config, 'internalPort'), portOf(config, 'managementPort')]).toEqual([26_520, 26_522, 0]);
});
