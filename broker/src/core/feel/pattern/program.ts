/** Turns a parsed pattern into instructions for the machine. */

import type { CharacterSet, PatternNode, Place } from './node.ts';

/** One instruction; targets are absolute positions in the program. */
export type Instruction =
  | { readonly op: 'set'; readonly set: CharacterSet }
  | { readonly op: 'place'; readonly place: Place }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'jump'; target: number }
  /** Goes on at the next instruction and comes back to `target` when that fails, or the other way round. */
  | { readonly op: 'fork'; target: number; readonly prefersTarget: boolean }
  /** Fails if nothing was taken since the position in the slot: ends loops over nothing. */
  | { readonly op: 'moved'; readonly slot: number }
  | { readonly op: 'reference'; readonly index: number; readonly ignoresCase: boolean }
  | { readonly op: 'look'; readonly inside: Program; readonly behind: boolean; readonly negative: boolean }
  | { readonly op: 'atomic'; readonly inside: Program }
  | { readonly op: 'end' };

/** Instructions that end with `end`. */
export type Program = readonly Instruction[];

/** Most instructions of one pattern; repetitions with counts are written out. */
const instructionsMax = 20_000;

/** The program of a pattern and how many slots it needs; undefined if it would be too long. */
export function programOf(root: PatternNode, groups: number): { readonly program: Program; readonly slots: number } | undefined {
  const writer = new Writer(groups * 2);
  const program = writer.program(root);
  return writer.count > instructionsMax ? undefined : { program, slots: writer.slots };
}

class Writer {
  count = 0;
  slots: number;

  constructor(slots: number) {
    this.slots = slots;
  }

  program(root: PatternNode): Program {
    const code: Instruction[] = [];
    this.#write(root, code);
    code.push({ op: 'end' });
    return code;
  }

  #write(node: PatternNode, code: Instruction[]): void {
    // What is too long is not written any further; the count tells.
    if (++this.count > instructionsMax) return;
    switch (node.type) {
      case 'empty':
        return;
      case 'set':
        code.push({ op: 'set', set: node.set });
        return;
      case 'place':
        code.push({ op: 'place', place: node.place });
        return;
      case 'sequence':
        for (const part of node.parts) this.#write(part, code);
        return;
      case 'choice':
        this.#choice(node.options, code);
        return;
      case 'group':
        code.push({ op: 'save', slot: node.index * 2 });
        this.#write(node.inside, code);
        code.push({ op: 'save', slot: node.index * 2 + 1 });
        return;
      case 'repeat':
        if (node.greed === 'possessive') code.push({ op: 'atomic', inside: this.program({ ...node, greed: 'greedy' }) });
        else this.#repeat(node.inside, node.min, node.max, node.greed === 'lazy', code);
        return;
      case 'look':
        code.push({ op: 'look', inside: this.program(node.inside), behind: node.behind, negative: node.negative });
        return;
      case 'atomic':
        code.push({ op: 'atomic', inside: this.program(node.inside) });
        return;
      case 'reference':
        code.push({ op: 'reference', index: node.index, ignoresCase: node.ignoresCase });
    }
  }

  #choice(options: readonly PatternNode[], code: Instruction[]): void {
    const exits: { target: number }[] = [];
    options.forEach((option, i) => {
      if (i === options.length - 1) {
        this.#write(option, code);
        return;
      }
      const fork: Instruction = { op: 'fork', target: 0, prefersTarget: false };
      const exit: Instruction = { op: 'jump', target: 0 };
      code.push(fork);
      this.#write(option, code);
      code.push(exit);
      exits.push(exit);
      fork.target = code.length;
    });
    for (const exit of exits) exit.target = code.length;
  }

  #repeat(inside: PatternNode, min: number, max: number | undefined, isLazy: boolean, code: Instruction[]): void {
    for (let i = 0; i < min && this.count <= instructionsMax; i++) this.#write(inside, code);
    if (max === undefined) {
      this.#loop(inside, isLazy, code);
      return;
    }
    const forks: { target: number }[] = [];
    for (let i = min; i < max && this.count <= instructionsMax; i++) {
      const fork: Instruction = { op: 'fork', target: 0, prefersTarget: isLazy };
      code.push(fork);
      forks.push(fork);
      this.#write(inside, code);
    }
    for (const fork of forks) fork.target = code.length;
  }

  #loop(inside: PatternNode, isLazy: boolean, code: Instruction[]): void {
    const slot = this.slots++;
    const start = code.length;
    const fork: Instruction = { op: 'fork', target: 0, prefersTarget: isLazy };
    code.push(fork, { op: 'save', slot });
    this.#write(inside, code);
    code.push({ op: 'moved', slot }, { op: 'jump', target: start });
    fork.target = code.length;
  }
}
