/** Forms and the kinds of resources. */
import { describe, expect, it } from 'vitest';
import { readForm } from './form.ts';
import { resourceKind } from './resource.ts';

describe('forms', () => {
  it('have an id and perhaps a version tag', () => {
    expect(readForm('{"id":"f","versionTag":"v1","components":[]}')).toEqual({ id: 'f', versionTag: 'v1' });
    expect(readForm('\uFEFF{"id":"f"}')).toEqual({ id: 'f', versionTag: '' });
    expect(readForm('{"id":1}')).toEqual({ id: '1', versionTag: '' });
    expect(readForm('{"id":"f","versionTag":null}')).toEqual({ id: 'f', versionTag: '' });
  });

  it.each(['', 'null', '[]', '"f"', '{', '{"id":""}', '{"id":" "}', '{"id":true}', '{"id":"f","versionTag":1}'])(
    'are refused: %j',
    (json) => {
      const form = readForm(json);
      expect('problem' in form && form.problem).toMatch(/^Expected .*, but /);
    },
  );
});

describe('kinds of resources', () => {
  it.each([
    ['a.bpmn', 'bpmn'],
    ['dir/a.xml', 'bpmn'],
    ['a.dmn', 'dmn'],
    ['a.bpmn.form', 'form'],
    ['a.rpa', 'file'],
  ])('%s is %s', (name, kind) => expect(resourceKind(name)).toEqual({ kind }));

  it.each(['a.BPMN', 'a', '', 'bpmn', 'a.json'])('%j is none', (name) => {
    const kind = resourceKind(name);
    expect('problem' in kind && kind.problem).toContain(`'${name}'`);
  });
});
