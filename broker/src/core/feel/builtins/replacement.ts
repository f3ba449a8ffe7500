/** What `replace` puts in for a match. */

import type { Match, Pattern } from '../pattern/pattern.ts';

/** A replacement for one match: `$1`, `${name}`, a backslash for the next sign itself; undefined if it is malformed. */
export function expandReplacement(replacement: string, pattern: Pattern, match: Match): string | undefined {
  let text = '';
  for (let i = 0; i < replacement.length; i++) {
    const sign = replacement.charAt(i);
    if (sign === '\\') {
      i++;
      if (i >= replacement.length) return undefined;
      text += replacement.charAt(i);
    } else if (sign === '$') {
      const group = groupAt(replacement, i + 1, pattern, match);
      if (group === undefined) return undefined;
      text += group.text;
      i = group.end - 1;
    } else text += sign;
  }
  return text;
}

/** The group a dollar sign means, and where its name or number ends. */
interface GroupReference {
  readonly text: string;
  readonly end: number;
}

function groupAt(replacement: string, from: number, pattern: Pattern, match: Match): GroupReference | undefined {
  const named = /^\{([A-Za-z][A-Za-z0-9]*)\}/.exec(replacement.slice(from));
  if (named !== null) {
    const index = pattern.names.get(named[1] ?? '');
    return index === undefined ? undefined : { text: match.groups[index] ?? '', end: from + named[0].length };
  }
  if (!/^\d/.test(replacement.slice(from))) return undefined;
  let number = Number(replacement.charAt(from));
  if (number >= match.groups.length) return undefined;
  let end = from + 1;
  // Further digits belong to the number as long as there is such a group.
  while (/^\d/.test(replacement.slice(end)) && number * 10 + Number(replacement.charAt(end)) < match.groups.length) {
    number = number * 10 + Number(replacement.charAt(end));
    end++;
  }
  return { text: match.groups[number] ?? '', end };
}
