/** Tells by its name what a deployed resource is. */

/** What a resource can be. */
export type ResourceKind = 'bpmn' | 'dmn' | 'form';

const SUFFIXES: readonly (readonly [suffix: string, kind: ResourceKind])[] = [
  ['.bpmn', 'bpmn'],
  ['.xml', 'bpmn'],
  ['.dmn', 'dmn'],
  ['.form', 'form'],
];

/** The kind of a resource by the suffix of its name, case sensitive; or the problem with it. */
export function resourceKind(name: string): { readonly kind: ResourceKind } | { readonly problem: string } {
  const found = SUFFIXES.find(([suffix]) => name.endsWith(suffix));
  if (found !== undefined) return { kind: found[1] };
  return { problem: `Expected a resource named *.bpmn, *.xml, *.dmn or *.form, but there is '${name.slice(0, 200)}'` };
}
