/** The `millrace` process from outside: started, asked, stopped and refused as a person or a script would. Needs the build, as `npm test` makes it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, expect, test } from 'vitest';

const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'millrace-main-'));
const running: ChildProcess[] = [];
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

function launch(...flags: string[]): { child: ChildProcess; ended: Promise<Ended>; output(): string } {
  const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('MILLRACE_')));
  const child = spawn(process.execPath, [main, ...flags], { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
  running.push(child);
  let output = '';
  let errors = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  return { child, ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, output, errors }))), output: () => output };
}
const millrace = (...flags: string[]): Promise<Ended> => launch(...flags).ended;

interface RunningBroker {
  readonly gateway: string;
  readonly management: string;
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}
async function startBroker(data: string, ...flags: string[]): Promise<RunningBroker> {
  const { child, ended, output } = launch('broker', '--port', '0', '--management-port', '0', '--data-dir', data, ...flags);
  for (let tries = 0; tries < 2000; tries++) {
    const line = output()
      .split('\n')
      .find((text) => text.includes('millrace broker ready'));
    if (line !== undefined) {
      const { gateway, management } = JSON.parse(line) as { gateway: string; management: string };
      return { gateway, management, child, ended };
    }
    if (child.exitCode !== null) throw new Error((await ended).errors);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('Expected the broker to be ready within 20 s');
}

const model = join(folder, 'one.bpmn');
writeFileSync(
  model,
  `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="x">
  <bpmn:process id="one" isExecutable="true">
    <bpmn:startEvent id="s"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
    <bpmn:serviceTask id="t">
      <bpmn:extensionElements><zeebe:taskDefinition type="work"/></bpmn:extensionElements>
      <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
    </bpmn:serviceTask>
    <bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/>
    <bpmn:endEvent id="e"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
  </bpmn:process>
</bpmn:definitions>`,
);

test('a broker starts, is worked with by commands, stops gracefully, and its log is sound and readable', async () => {
  const data = join(folder, 'first');
  const broker = await startBroker(data);
  const at = ['--address', broker.gateway, '--json'];
  expect(await (await fetch(`http://${broker.management}/health/ready`)).json()).toMatchObject({ status: 'UP' });
  expect(JSON.parse((await millrace('deploy', model, ...at)).output)).toMatchObject({ processes: [{ processId: 'one', version: 1 }] });
  const worker = launch(
    'worker',
    'work',
    '--handler',
    `cat && echo "$MILLRACE_JOB_TYPE" > ${join(folder, 'handled')}`,
    '--address',
    broker.gateway,
  );
  const created = await millrace('create', 'one', '--result', '--variables', '{"n":12345678901234567890,"t":"ä"}', ...at);
  expect(created.output).toContain('"variables":{"n":12345678901234567890,"t":"ä"}');
  expect(readFileSync(join(folder, 'handled'), 'utf8')).toBe('work\n');
  worker.child.kill('SIGTERM');
  expect((await worker.ended).code).toBe(0);
  const status = await millrace('status', '--address', broker.gateway);
  expect([status.code, status.output.includes('healthy')]).toEqual([0, true]);
  broker.child.kill('SIGTERM');
  expect((await broker.ended).code).toBe(0);
  const verified = await millrace('log', 'verify', data);
  expect([verified.code, verified.output.includes('sound')]).toEqual([0, true]);
  const printed = await millrace('log', 'print', data, '--json', '--value-type', 'PROCESS_INSTANCE_CREATION');
  expect(printed.output).toContain('"variables":{"n":12345678901234567890,"t":"ä"}');
  const again = await startBroker(data);
  expect((await millrace('create', 'one', '--address', again.gateway)).code).toBe(0);
}, 60_000);

test('a folder in use, of another cluster, or of a newer version, and a taken port: one line and exit code 1', async () => {
  const data = join(folder, 'second');
  const broker = await startBroker(data);
  const refused = async (...flags: string[]): Promise<Ended> => {
    const ended = await millrace('broker', '--port', '0', '--management-port', '0', ...flags);
    expect(ended.code).toBe(1);
    expect(ended.errors.trim().split('\n')).toHaveLength(1);
    return ended;
  };
  expect((await refused('--data-dir', data)).errors).toContain('in use by');
  const other = join(folder, 'third');
  const port = broker.gateway.split(':')[1] ?? '';
  expect((await refused('--data-dir', other, '--port', port)).errors).toContain(`gateway port 127.0.0.1:${port}, but it is in use`);
  expect((await refused('--data-dir', other, '--cluster-id', '3')).errors).toContain('clusterId');
  writeFileSync(join(other, 'broker.json'), '{"format":99,"version":"9.0.0"}');
  expect((await refused('--data-dir', other)).errors).toContain('format 99');
  const blocker = createServer();
  await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
  const address = blocker.address();
  const taken = typeof address === 'object' && address !== null ? String(address.port) : '';
  expect((await refused('--data-dir', join(folder, 'fourth'), '--management-port', taken)).errors).toContain('management port');
  blocker.close();
}, 60_000);

test('wrong command lines and configurations end with 2 and say what was expected', async () => {
  const empty = join(folder, 'empty');
  mkdirSync(empty, { recursive: true });
  for (const [flags, said] of [
    [['broker', '--port', 'x'], "--port to be a whole number from 0 to 65535, but it was 'x'"],
    [['broker', '--prot', '1'], '--port'],
    [['nothing'], 'nothing'],
    [['gateway'], 'no cluster'],
    [['create', 'one', '--variables', '[1]'], '--variables'],
    [['worker', 'work'], '--handler'],
    [['log', 'print', empty], 'holds no partitions'],
  ] as const) {
    const { code, errors } = await millrace(...flags);
    expect([code, errors]).toEqual([2, expect.stringContaining(said)]);
  }
}, 60_000);

test('a gateway that is not there ends a command with 1; help and version with 0', async () => {
  const gone = await millrace('status', '--address', '127.0.0.1:1');
  expect([gone.code, gone.errors]).toEqual([1, expect.stringContaining('127.0.0.1:1')]);
  expect((await millrace('--help')).output).toContain('deploy-resource|deploy');
  expect((await millrace('--version')).code).toBe(0);
}, 60_000);
