// `npm start` and `npm test` from outside, in a clone in miniature: what is set up when, what happens after a failure, and how they end.
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type FakeClone, openFakeClone } from './fake-clone.ts';
import { top } from './source-file.ts';

// Other programs run in here; on a busy machine they take their time.
vi.setConfig({ testTimeout: 120_000 });

let clone: FakeClone;

beforeAll(() => {
  clone = openFakeClone();
});

afterAll(() => clone.close());

const startOnce = ['scripts/start.mjs', '--once', '--port', '0'];

describe('the set-up', () => {
  it('does everything on a fresh clone, and hands the flags on', async () => {
    const { code, output } = await clone.run(startOnce);
    expect(output).toContain('example --once --port 0');
    expect(code).toBe(0);
    expect(clone.takeCalls()).toBe('generate compile');
  });

  it('does nothing the second time', async () => {
    expect((await clone.run(startOnce)).output).toBe('example --once --port 0\n');
    expect(clone.takeCalls()).toBe('');
  });

  it('compiles after a change of a source, and generates after a change of the contract', async () => {
    clone.put('proto/src/a.ts', '// Another line.');
    await clone.run(startOnce);
    expect(clone.takeCalls()).toBe('compile');
    clone.put('proto/a.proto', '// Another message.');
    await clone.run(startOnce);
    expect(clone.takeCalls()).toBe('generate compile');
  });

  it('stops at a failure with the reason, and goes on from there', async () => {
    clone.put('proto/src/a.ts', '// A third line.');
    clone.put('broken', '');
    const failed = await clone.run(startOnce);
    expect(failed.code).toBe(1);
    expect(failed.output).toContain('error TS1: it is broken');
    clone.remove('broken');
    expect((await clone.run(startOnce)).code).toBe(0);
    expect(clone.takeCalls()).toBe('compile');
  });

  it('installs anew what an install that was cut off has left', async () => {
    clone.put('node_modules/.install-under-way', '');
    clone.put('node_modules/half/package.json', '{}');
    const { code, output } = await clone.run(startOnce);
    expect(output).toContain('installing packages');
    expect(code).toBe(0);
    expect(clone.has('node_modules/half')).toBe(false);
    expect((await clone.run(startOnce)).output).not.toContain('installing');
  });

  it('takes over from a set-up that died', async () => {
    clone.put('.cache/set-up.pid', '999999999');
    expect((await clone.run(startOnce)).code).toBe(0);
    expect(clone.has('.cache/set-up.pid')).toBe(false);
  });

  it('says which Node it wants', async () => {
    const { problemWithNode } = (await import(`${top}/scripts/check-node.mjs`)) as { problemWithNode: (version: string) => string };
    expect(problemWithNode('18.20.4')).toBe(
      'Expected Node 20.19 or newer, but this is Node 18.20.4. Install a current one from https://nodejs.org and run the command again.',
    );
    expect(problemWithNode('20.18.3')).toContain('20.18.3');
    expect(['20.19.0', '22.0.0', '24.1.0'].map(problemWithNode)).toEqual(['', '', '']);
  });
});

describe('npm start', () => {
  it('hands a signal on once, however often it arrives at the same time, and ends as the program ends', async () => {
    let isTold = false;
    const { code } = await clone.run(['scripts/start.mjs'], {
      onOutput: (output, kill) => {
        if (isTold || !output.includes('example')) return;
        isTold = true;
        kill('SIGTERM');
        setTimeout(() => kill('SIGTERM'), 50);
      },
    });
    expect(code).toBe(3);
  });

  it('hands a second signal on', async () => {
    let isTold = false;
    const { code } = await clone.run(['scripts/start.mjs'], {
      onOutput: (output, kill) => {
        if (isTold || !output.includes('example')) return;
        isTold = true;
        kill('SIGTERM');
        setTimeout(() => kill('SIGTERM'), 400);
      },
    });
    expect(code).toBe(4);
  });

  it('says what is missing', async () => {
    const { code, output } = await clone.run(['scripts/start.mjs', '--no-example']);
    expect(output).toBe('Expected to start broker/dist/main.js, but it is not there.\n');
    expect(code).toBe(1);
  });
});

describe('npm test', () => {
  const lastLine = (output: string): string | undefined => output.trimEnd().split('\n').at(-1);

  it.each([
    ['all good', { passed: 7, failed: 0, skipped: 0 }, '0', '7 passed, 0 failed', 0],
    ['a failure', { passed: 7, failed: 2, skipped: 0 }, '1', '7 passed, 2 failed', 1],
    ['a runner that fails without a failed test', { passed: 7, failed: 0, skipped: 0 }, '1', '7 passed, 1 failed', 1],
    ['nothing run', { passed: 0, failed: 0, skipped: 0 }, '0', '0 passed, 1 failed', 1],
  ])('ends with its line: %s', async (_, counts, runnerCode, line, code) => {
    const ending = await clone.run(['scripts/test.mjs', 'some/path'], { env: { COUNTS: JSON.stringify(counts), CODE: runnerCode } });
    expect(ending.output).toContain('the runner was asked for some/path');
    expect(lastLine(ending.output)).toBe(line);
    expect(ending.code).toBe(code);
  });

  it('fails when the runner dies without figures', async () => {
    const ending = await clone.run(['scripts/test.mjs'], { env: { CODE: '0' } });
    expect(lastLine(ending.output)).toBe('0 passed, 1 failed');
    expect(ending.code).toBe(1);
  });
});
