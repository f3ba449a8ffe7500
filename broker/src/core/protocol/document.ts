/** Documents: JSON objects kept as text. Taken apart and put together without ever parsing a value, so that no digit is lost. */

/** Splits a valid JSON object into names and the JSON text of their values, without white space around tokens; a repeated name keeps its last value. */
export function documentEntries(text: string): Map<string, string> {
  const entries = new Map<string, string>();
  let at = skipSpace(text, 0);
  if (text.charCodeAt(at) !== 0x7b) return entries;
  at = skipSpace(text, at + 1);
  while (at < text.length && text.charCodeAt(at) !== 0x7d) {
    const nameEnd = stringEnd(text, at);
    const quoted = text.slice(at, nameEnd);
    const name = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
    const start = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const end = valueEnd(text, start);
    entries.set(name, compact(text.slice(start, end)));
    at = skipSpace(text, end);
    if (text.charCodeAt(at) === 0x2c) at = skipSpace(text, at + 1);
  }
  return entries;
}

/** The JSON object of names and JSON texts. */
export function documentOf(entries: Iterable<readonly [string, string]>): string {
  let text = '';
  for (const [name, value] of entries) text += `${text === '' ? '' : ','}${JSON.stringify(name)}:${value}`;
  return `{${text}}`;
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (at < text.length && isSpace(text.charCodeAt(at))) at++;
  return at;
}

/** Index behind the closing quote of the string that begins at `start`. */
function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) return at + 1;
    at += unit === 0x5c ? 2 : 1;
  }
  return at;
}

/** Index behind the value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === 0x22) return stringEnd(text, start);
  if (first !== 0x7b && first !== 0x5b) return scalarEnd(text, start);
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      at = stringEnd(text, at);
      continue;
    }
    if (unit === 0x7b || unit === 0x5b) depth++;
    else if ((unit === 0x7d || unit === 0x5d) && --depth === 0) return at + 1;
    at++;
  }
  return at;
}

function scalarEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x2c || unit === 0x7d || unit === 0x5d || isSpace(unit)) return at;
    at++;
  }
  return at;
}

/** Drops white space between tokens; only lists and objects can have any, and most have none and come back as they are. */
function compact(text: string): string {
  const first = text.charCodeAt(0);
  if ((first !== 0x7b && first !== 0x5b) || !/\s/.test(text)) return text;
  let out = '';
  let at = 0;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === 0x22) {
      const end = stringEnd(text, at);
      out += text.slice(at, end);
      at = end;
    } else {
      if (!isSpace(unit)) out += text.charAt(at);
      at++;
    }
  }
  return out;
}
