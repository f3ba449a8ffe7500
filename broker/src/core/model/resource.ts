/** Tells by its name what a deployed resource is. */

/** What a resource can be. */
export type ResourceKind = 'bpmn' | 'dmn' | 'form' | 'file';

const SUFFIXES: readonly (readonly [suffix: string, kind: ResourceKind])[] = [
  ['.bpmn', 'bpmn'],
  ['.xml', 'bpmn'],
  ['.dmn', 'dmn'],
  ['.form', 'form'],
  // What jobs link to; the reference takes it from 8.7 on.
  ['.rpa', 'file'],
];

/** The kind of a resource by the suffix of its name, case sensitive; or the problem with it. */
export function resourceKind(name: string): { readonly kind: ResourceKind } | { readonly problem: string } {
  const found = SUFFIXES.find(([suffix]) => name.endsWith(suffix));
  if (found !== undefined) return { kind: found[1] };
  return { problem: `Expected a resource named *.bpmn, *.xml, *.dmn, *.form or *.rpa, but there is '${name.slice(0, 200)}'` };
}
