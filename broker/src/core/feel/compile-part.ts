/** The one thing the compilers of single parts know of each other. */

import type { Node } from './node.ts';
import type { Code } from './run.ts';

/** Compiles one part of an expression. */
export type CompilePart = (node: Node) => Code;
