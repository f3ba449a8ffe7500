/**
 * Turns the fields of a shape into straight-line functions, once, when the shape is declared. It takes names from our own declarations only.
 *
 * Every record passes here several times. A loop over names would make each access one that the machine cannot predict, shared by all shapes; a function
 * written out for one shape reads and makes objects of one form and costs a fifth (decision 25).
 */
import type { ByteReader, ByteWriter } from './bytes.ts';

/** What a shape needs of each of its fields. */
export interface CompiledField {
  readonly initial: unknown;
  write(out: ByteWriter, value: unknown): void;
  read(input: ByteReader): unknown;
}

/** The functions of one shape; each object they make has all members, in wire order. */
export interface CompiledShape {
  /** A whole value from some of its members. */
  complete(draft: object): object;
  write(out: ByteWriter, value: object): void;
  /** Reads what was written, also with fewer fields, as an older version does. */
  read(input: ByteReader): object;
}

const IDENTIFIER = /^[a-z][A-Za-z0-9]*$/;

/** Compiles a shape from its fields in wire order. */
export function compileShape(names: readonly string[], fields: readonly CompiledField[]): CompiledShape {
  const odd = names.find((name) => !IDENTIFIER.test(name));
  if (odd !== undefined) throw new Error(`Expected the name of a field to be an identifier, but it is '${odd}'`);
  const members = (member: (name: string, index: number) => string): string => names.map(member).join('\n');
  const source = `
    ${members((_name, index) => `const f${index} = fields[${index}], i${index} = f${index}.initial;`)}
    return {
      complete: (draft) => ({${members((name, index) => `${name}: draft.${name} === undefined ? i${index} : draft.${name},`)}}),
      write(out, value) {
        out.varint(${names.length});
        ${members((name, index) => `f${index}.write(out, value.${name});`)}
      },
      read(input) {
        const count = input.varint();
        return {${members((name, index) => `${name}: count > ${index} ? f${index}.read(input) : i${index},`)}};
      },
    };`;
  // oxlint-disable-next-line typescript/no-implied-eval -- nothing foreign: the text is made of the checked names above
  return new Function('fields', source)(fields) as CompiledShape;
}
