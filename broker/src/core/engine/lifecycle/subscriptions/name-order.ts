/** The order in which an element gives up what it waits for: that of the names, as seen on the reference. It looks at keys and names only. */

/** Sorts subscriptions by what they wait for, shorter names first; equal names stay as they were opened. */
export function inNameOrder(keys: readonly number[], nameOf: (key: number) => string | undefined): readonly number[] {
  if (keys.length < 2) return keys;
  return [...keys].sort((one, other) => {
    const [left, right] = [nameOf(one) ?? '', nameOf(other) ?? ''];
    return left.length - right.length || (left < right ? -1 : left > right ? 1 : one - other);
  });
}
