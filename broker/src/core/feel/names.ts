/** Which variables an expression may read: its free names. */

import type { Iterator, Node, Test } from './node.ts';

/** The names a part may look up outside of itself; `item` and the names of context entries inside filters count as far as they may be outer ones. */
export function namesOf(node: Node): ReadonlySet<string> {
  const found = new Set<string>();
  visit(node, new Set(), found);
  return found;
}

/** Every name an expression gives to something itself: entries, parameters, iterators. A call of another name can only mean a built-in. */
export function declaredNames(node: Node): ReadonlySet<string> {
  const declared = new Set<string>();
  const walk = (part: Node): void => {
    if (part.type === 'context') for (const entry of part.entries) declared.add(entry.name);
    if (part.type === 'function') for (const { name } of part.parameters) declared.add(name);
    if (part.type === 'for' || part.type === 'some' || part.type === 'every') for (const { name } of part.iterators) declared.add(name);
    for (const child of childrenOf(part)) walk(child);
  };
  walk(node);
  return declared;
}

function visit(node: Node, bound: ReadonlySet<string>, found: Set<string>): void {
  switch (node.type) {
    case 'name':
      if (!bound.has(node.name)) found.add(node.name);
      return;
    case 'for':
    case 'some':
    case 'every':
      visitLoop(node.iterators, node.body, node.type === 'for' ? new Set(bound).add('partial') : bound, found);
      return;
    case 'function':
      visit(node.body, new Set([...bound, ...node.parameters.map(({ name }) => name)]), found);
      return;
    case 'context': {
      const inner = new Set(bound);
      for (const entry of node.entries) {
        visit(entry.value, inner, found);
        inner.add(entry.name);
      }
      return;
    }
    case 'filter':
      visit(node.target, bound, found);
      visit(node.condition, new Set(bound).add('item'), found);
      return;
    case 'in': {
      visit(node.value, bound, found);
      const inner = new Set(bound).add('?');
      for (const child of node.tests.flatMap(testChildren)) visit(child, inner, found);
      return;
    }
    default:
      for (const child of childrenOf(node)) visit(child, bound, found);
  }
}

function visitLoop(iterators: readonly Iterator[], body: Node, bound: ReadonlySet<string>, found: Set<string>): void {
  const inner = new Set(bound);
  for (const iterator of iterators) {
    visit(iterator.source, inner, found);
    if (iterator.to !== undefined) visit(iterator.to, inner, found);
    inner.add(iterator.name);
  }
  visit(body, inner, found);
}

function testChildren(test: Test): readonly Node[] {
  switch (test.type) {
    case 'any':
      return [];
    case 'not':
      return test.tests.flatMap(testChildren);
    case 'compare':
      return [test.operand];
    case 'within':
      return [test.range];
    case 'value':
      return [test.value];
  }
}

/** True if the parts of an expression are inside each other more than `levelsMax` deep. */
export function isDeeperThan(root: Node, levelsMax: number): boolean {
  // Level by level instead of recursion: a chain of thousands must not overflow the very check.
  let level: readonly Node[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levelsMax) return true;
    level = level.flatMap(childrenOf);
  }
  return false;
}

function childrenOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'literal':
    case 'name':
      return [];
    case 'negate':
      return [node.operand];
    case 'arithmetic':
    case 'comparison':
    case 'and':
    case 'or':
      return [node.left, node.right];
    case 'between':
      return [node.value, node.low, node.high];
    case 'in':
      return [node.value, ...node.tests.flatMap(testChildren)];
    case 'instance':
      return [node.value];
    case 'if':
      return [node.condition, node.then, node.otherwise];
    case 'for':
    case 'some':
    case 'every':
      return [...node.iterators.flatMap(({ source, to }) => (to === undefined ? [source] : [source, to])), node.body];
    case 'function':
      return [node.body];
    case 'call':
      return node.arguments.values;
    case 'invoke':
    case 'method':
      return [node.target, ...node.arguments.values];
    case 'path':
      return [node.target];
    case 'filter':
      return [node.target, node.condition];
    case 'list':
      return node.items;
    case 'context':
      return node.entries.map((entry) => entry.value);
    case 'range':
      return [node.start, node.end].filter((end) => end !== undefined);
    case 'tests':
      return node.tests.flatMap(testChildren);
  }
}
