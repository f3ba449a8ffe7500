// Groups stay sorted and without doubles, whatever the order of additions and removals; group names never collide.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { groupName, OrderedGroups } from './ordered-groups.ts';

test('a group is the sorted set of what was added and not removed', () => {
  const moves = fc.array(fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 20 })));
  fc.assert(
    fc.property(moves, (steps) => {
      const groups = new OrderedGroups<number>((a, b) => a - b);
      const expected = new Set<number>();
      for (const [adds, entry] of steps) {
        if (adds) groups.add('g', entry);
        else groups.remove('g', entry);
        if (adds) expected.add(entry);
        else expected.delete(entry);
      }
      expect(groups.of('g')).toEqual([...expected].sort((a, b) => a - b));
    }),
  );
});

test('different parts give different names', () => {
  expect(groupName('a', 'b:c')).not.toBe(groupName('a:b', 'c'));
  expect(groupName('', '1:a')).not.toBe(groupName('1:a', ''));
});
