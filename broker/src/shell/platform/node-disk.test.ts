/** The real disk, and its lock file in the face of holders that died. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { diskSuite } from './disk.suite.ts';
import { nodeDisk } from './node-disk.ts';

const root = mkdtempSync(join(tmpdir(), 'millrace-disk-'));
const makeHome = (): string => mkdtempSync(join(root, 'home-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

diskSuite('the disk of the machine', nodeDisk, makeHome);

describe('a lock file', () => {
  it('is taken from a process that is gone', () => {
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    const path = `${makeHome()}/lock`;
    writeFileSync(path, `${gone} 1 boot`);
    const lock = nodeDisk.lock(path);
    expect(lock.held).toBe(true);
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    if (lock.held) lock.release();
  });

  it('is taken when the process id was given out again', () => {
    const path = `${makeHome()}/lock`;
    writeFileSync(path, `${process.ppid} 1 another-boot`);
    const lock = nodeDisk.lock(path);
    expect(lock.held).toBe(process.platform === 'linux');
    if (lock.held) lock.release();
  });

  it('is taken when its holder died before it wrote its name', () => {
    const path = `${makeHome()}/lock`;
    writeFileSync(path, '');
    const lock = nodeDisk.lock(path);
    expect(lock.held).toBe(true);
    if (lock.held) lock.release();
  });

  it('is not taken from a process that lives', () => {
    const path = `${makeHome()}/lock`;
    const status = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    const startTime = status.slice(status.lastIndexOf(')') + 2).split(' ')[19];
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    writeFileSync(path, `${process.ppid} ${startTime} ${boot}`);
    expect(nodeDisk.lock(path)).toEqual({ held: false, by: expect.stringContaining(`process ${process.ppid}`) });
  });
});
