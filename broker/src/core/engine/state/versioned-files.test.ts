// Numbers of versions are used once while any version is left, for every kind of file.
import { expect, test } from 'vitest';
import { valueTypes } from '../../protocol/value-types.ts';
import { State } from './state.ts';
import type { FileValue, VersionedFiles } from './versioned-files.ts';

function expectNumbersOnce<V extends FileValue>(files: VersionedFiles<V>, valueOf: (version: number) => V): void {
  const next = () => files.nextVersion('<default>', 'a');
  expect(next()).toBe(1);
  files.put(101, valueOf(1));
  files.put(102, valueOf(2));
  files.delete(102);
  expect(files.versions.latest('<default>', 'a')?.value.version).toBe(1);
  expect(next()).toBe(3);
  files.delete(101);
  expect(next()).toBe(1);
}

test('forms: the number of a deleted version is not given again', () => {
  expectNumbersOnce(new State(true).forms, (version) => valueTypes.FORM.codec.complete({ formId: 'a', version }));
});

test('linked files: the number of a deleted version is not given again', () => {
  expectNumbersOnce(new State(true).resources, (version) => valueTypes.RESOURCE.codec.complete({ resourceId: 'a', version }));
});
