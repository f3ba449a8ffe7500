/** What every disk does when nothing fails; run against the real one and the simulated one. */
import { describe, expect, it } from 'vitest';
import type { Disk } from './disk.ts';
import { diskErrorCode } from './disk.ts';

/** Runs the suite; `makeHome` gives an empty folder on the disk. */
export function diskSuite(name: string, disk: Disk, makeHome: () => string): void {
  const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
  const codeOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      return diskErrorCode(error);
    }
    return 'none';
  };
  /** Makes a file with these bytes and returns its path. */
  function write(content: Uint8Array): string {
    const path = `${makeHome()}/file`;
    const file = disk.open(path, 'create');
    file.writeAt(content, 0);
    file.close();
    return path;
  }
  function read(path: string, length: number, offset = 0): number[] {
    const file = disk.open(path, 'read');
    const target = new Uint8Array(length);
    const got = file.readAt(target, offset);
    file.close();
    return [...target.subarray(0, got)];
  }

  describe(`${name}`, () => {
    it('opens what is there, and makes what is not only when told to', () => {
      const home = makeHome();
      expect(codeOf(() => disk.open(`${home}/file`, 'read'))).toBe('ENOENT');
      expect(codeOf(() => disk.open(`${home}/file`, 'write'))).toBe('ENOENT');
      expect(disk.fileSize(`${home}/file`)).toBeNull();
      disk.open(`${home}/file`, 'create').close();
      expect(disk.fileSize(`${home}/file`)).toBe(0);
      expect(codeOf(() => disk.open(`${home}/file`, 'create'))).toBe('EEXIST');
      expect(codeOf(() => disk.open(`${home}/none/file`, 'create'))).toBe('ENOENT');
    });

    it('reads and writes at offsets, with zeros in the gaps', async () => {
      const path = write(bytes(1, 2, 3));
      const file = disk.open(path, 'write');
      file.writeAt(bytes(9), 1);
      file.writeAt(bytes(7, 8), 5);
      await file.sync();
      file.syncNow();
      expect(file.sizeBytes()).toBe(7);
      file.close();
      expect(read(path, 20)).toEqual([1, 9, 3, 0, 0, 7, 8]);
      expect(read(path, 2, 4)).toEqual([0, 7]);
      expect(read(path, 2, 7)).toEqual([]);
    });

    it('does not keep the caller’s buffer', () => {
      const home = makeHome();
      const file = disk.open(`${home}/file`, 'create');
      const buffer = Buffer.from([1, 2]);
      file.writeAt(buffer, 0);
      buffer.fill(0);
      file.close();
      expect(read(`${home}/file`, 2)).toEqual([1, 2]);
    });

    it('cuts files', () => {
      const path = write(bytes(1, 2, 3));
      const file = disk.open(path, 'write');
      file.truncate(1);
      file.truncate(2);
      file.close();
      expect(read(path, 5)).toEqual([1, 0]);
    });

    it('makes files of zeros, over what was there', async () => {
      const path = write(bytes(1, 2, 3));
      await disk.allocate(path, 3_000_000);
      expect(disk.fileSize(path)).toBe(3_000_000);
      expect(read(path, 4)).toEqual([0, 0, 0, 0]);
      disk.allocateNow(path, 5);
      expect(read(path, 9)).toEqual([0, 0, 0, 0, 0]);
    });

    it('lists, renames and removes', async () => {
      const home = makeHome();
      for (const file of ['b', 'a', 'c']) disk.allocateNow(`${home}/${file}`, file.charCodeAt(0));
      disk.makeDirectory(`${home}/deep/er`);
      disk.makeDirectory(`${home}/deep/er`);
      expect(disk.list(home)).toEqual(['a', 'b', 'c']);
      disk.rename(`${home}/c`, `${home}/a`);
      disk.remove(`${home}/b`);
      disk.remove(`${home}/b`);
      await disk.syncDirectory(home);
      expect(disk.list(home)).toEqual(['a']);
      expect(disk.fileSize(`${home}/a`)).toBe('c'.charCodeAt(0));
      expect(disk.list(`${home}/none`)).toEqual([]);
      expect(codeOf(() => disk.rename(`${home}/none`, `${home}/a`))).toBe('ENOENT');
    });

    it('keeps a file open that got another name', () => {
      const path = write(bytes(5));
      const file = disk.open(path, 'write');
      disk.rename(path, `${path}.new`);
      file.writeAt(bytes(6), 0);
      file.close();
      expect(read(`${path}.new`, 1)).toEqual([6]);
    });

    it('gives a lock to one, and to the next after its release', () => {
      const path = `${makeHome()}/lock`;
      const first = disk.lock(path);
      expect(first.held).toBe(true);
      expect(disk.lock(path)).toMatchObject({ held: false, by: expect.stringContaining(path.slice(-4)) });
      if (first.held) first.release();
      const second = disk.lock(path);
      expect(second.held).toBe(true);
      if (second.held) second.release();
    });

    it('knows how much room there is', () => {
      const { freeBytes, totalBytes } = disk.space(makeHome());
      expect(freeBytes).toBeGreaterThan(0);
      expect(totalBytes).toBeGreaterThanOrEqual(freeBytes);
    });
  });
}
