/** Runs a pattern's program on a text with backtracking on a stack of its own; every move takes a step of the evaluation's budget, so that no pattern runs for ever. */

import type { Run } from '../run.ts';
import { lineEnd, wordCharacter } from './character-set.ts';
import type { Place } from './node.ts';
import type { Program } from './program.ts';

/** Marks an entry of the stack that restores a slot instead of going on somewhere. */
const restore = -1;

/** Tries a program at one place of a text. The slots then hold where the groups begin and end, -1 for those that took no part. */
export class Machine {
  readonly #input: string;
  readonly #run: Run;
  readonly slots: number[];

  constructor(input: string, slots: number, run: Run) {
    this.#input = input;
    this.#run = run;
    this.slots = Array.from({ length: slots }, () => -1);
  }

  /** Where the match that begins at `start` ends, or -1; with `mustEndAt` only a match that ends there counts. */
  match(program: Program, start: number, mustEndAt = -1): number {
    const stack: number[] = [];
    let pc = 0;
    let position = start;
    for (;;) {
      this.#run.step();
      const next = this.#move(program, pc, position, stack);
      if (next === undefined) {
        if (mustEndAt < 0 || position === mustEndAt) return position;
      } else if (next >= 0) {
        pc = next;
        position = this.#position;
        continue;
      }
      // Back to the last place where there was a choice.
      let found = false;
      while (stack.length > 0) {
        const value = stack.pop() ?? 0;
        const target = stack.pop() ?? 0;
        const kind = stack.pop() ?? 0;
        if (kind === restore) this.slots[target] = value;
        else {
          pc = target;
          position = value;
          found = true;
          break;
        }
      }
      if (!found) return -1;
    }
  }

  /** Where the last move ended. */
  #position = 0;

  /** Performs one instruction: the next instruction, -1 for a failure, undefined at the end. */
  #move(program: Program, pc: number, position: number, stack: number[]): number | undefined {
    const instruction = program[pc];
    this.#position = position;
    if (instruction === undefined) return -1;
    switch (instruction.op) {
      case 'end':
        return undefined;
      case 'set': {
        const code = this.#input.codePointAt(position);
        if (code === undefined || !instruction.set(code)) return -1;
        this.#position = position + (code > 0xffff ? 2 : 1);
        return pc + 1;
      }
      case 'place':
        return this.#isAt(instruction.place, position) ? pc + 1 : -1;
      case 'save':
        this.#save(instruction.slot, position, stack);
        return pc + 1;
      case 'jump':
        return instruction.target;
      case 'fork':
        stack.push(0, instruction.prefersTarget ? pc + 1 : instruction.target, position);
        return instruction.prefersTarget ? instruction.target : pc + 1;
      case 'moved':
        return this.slots[instruction.slot] === position ? -1 : pc + 1;
      case 'reference':
        return this.#repeats(instruction.index, instruction.ignoresCase, position) ? pc + 1 : -1;
      case 'look':
        return this.#look(instruction.inside, instruction.behind, position, stack) === instruction.negative ? -1 : pc + 1;
      case 'atomic':
        return this.#within(instruction.inside, position, stack) ? pc + 1 : -1;
    }
  }

  #save(slot: number, position: number, stack: number[]): void {
    stack.push(restore, slot, this.slots[slot] ?? -1);
    this.slots[slot] = position;
  }

  /** Runs a part on its own; what its groups took is kept, and undone with the rest. */
  #within(program: Program, position: number, stack: number[], mustEndAt = -1): boolean {
    const before = this.slots.slice();
    const end = this.match(program, position, mustEndAt);
    if (end < 0) return false;
    before.forEach((value, slot) => {
      if (this.slots[slot] !== value) stack.push(restore, slot, value);
    });
    this.#position = end;
    return true;
  }

  #look(program: Program, behind: boolean, position: number, stack: number[]): boolean {
    let found = false;
    if (!behind) found = this.#within(program, position, stack);
    else for (let start = position; start >= 0 && !found; start--) found = this.#within(program, start, stack, position);
    this.#position = position;
    return found;
  }

  #repeats(index: number, ignoresCase: boolean, position: number): boolean {
    const start = this.slots[index * 2] ?? -1;
    const end = this.slots[index * 2 + 1] ?? -1;
    if (start < 0 || end < 0) return false;
    const part = this.#input.slice(start, end);
    const other = this.#input.slice(position, position + part.length);
    this.#position = position + part.length;
    return ignoresCase ? part.toLowerCase() === other.toLowerCase() : part === other;
  }

  #isAt(place: Place, position: number): boolean {
    const { length } = this.#input;
    switch (place) {
      case 'text-start':
        return position === 0;
      case 'text-end':
        return position === length;
      case 'last-line-end':
        return position === length || (this.#isLineEnd(position) && position + this.#lineEndLength(position) === length);
      case 'line-start':
        return position === 0 || (position < length && this.#isAfterLineEnd(position));
      case 'line-end':
        return position === length || (this.#isLineEnd(position) && !this.#isInsideLineEnd(position));
      case 'word-border':
        return this.#isWord(position - 1) !== this.#isWord(position);
      case 'inside-word-border':
        return this.#isWord(position - 1) === this.#isWord(position);
    }
  }

  #isLineEnd(position: number): boolean {
    return position < this.#input.length && lineEnd(this.#input.charCodeAt(position)) && !this.#isInsideLineEnd(position);
  }

  #lineEndLength(position: number): number {
    return this.#input.startsWith('\r\n', position) ? 2 : 1;
  }

  #isInsideLineEnd(position: number): boolean {
    return position > 0 && this.#input.startsWith('\r\n', position - 1);
  }

  #isAfterLineEnd(position: number): boolean {
    return lineEnd(this.#input.charCodeAt(position - 1)) && !this.#isInsideLineEnd(position);
  }

  #isWord(position: number): boolean {
    return position >= 0 && position < this.#input.length && wordCharacter(this.#input.charCodeAt(position));
  }
}
