/** Turns what an expression says of types into code: `instance of`, and the parameters of functions. */

import type { Node } from './node.ts';
import type { Code } from './run.ts';
import { anyType, type FeelType, type NamedTypes } from './type.ts';
import { isOfType } from './type-check.ts';
import { feelTypeName } from './value.ts';

/** Code for `value instance of type`: null is of no type, an unknown type has no values. */
export function compileInstance(value: Code, type: FeelType, types: NamedTypes): Code {
  return (env) => {
    const found = value(env);
    if (typeof found === 'object') env.run.step();
    return isOfType(found, type, types);
  };
}

/** The type of what a part gives, as far as its form says so. */
export function typeOfForm(node: Node): FeelType | undefined {
  if (node.type === 'literal') return node.value === null ? undefined : { kind: 'named', name: feelTypeName(node.value) };
  if (node.type === 'context') {
    return { kind: 'context', entries: new Map(node.entries.map(({ name, value }) => [name, typeOfForm(value) ?? anyType])) };
  }
  return undefined;
}
