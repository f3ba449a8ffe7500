/** Character data of XML: which characters may stand there, and what references to them mean. XML 1.0 sections 2.2, 3.3.3 and 4.1. */

const PREDEFINED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/** Resolves the five predefined entities and numeric references; `problem` names the first other one. */
export function resolveReferences(text: string): { readonly text: string } | { readonly problem: string } {
  let at = text.indexOf('&');
  if (at < 0) return { text };
  let resolved = '';
  let from = 0;
  while (at >= 0) {
    const end = text.indexOf(';', at);
    const name = end < 0 || end - at > 12 ? undefined : text.slice(at + 1, end);
    const character = name === undefined ? undefined : referenced(name);
    if (character === undefined) return { problem: `a reference to a known character, but there is '${text.slice(at, at + 12)}'` };
    resolved += text.slice(from, at) + character;
    from = end + 1;
    at = text.indexOf('&', from);
  }
  return { text: resolved + text.slice(from) };
}

function referenced(name: string): string | undefined {
  const numeric = /^#(?:x([0-9a-fA-F]{1,6})|([0-9]{1,7}))$/.exec(name);
  if (numeric === null) return PREDEFINED.get(name);
  const code = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  return isXmlCharacter(code) ? String.fromCodePoint(code) : undefined;
}

/** Whether a code point may stand in XML at all. XML 1.0 production 2. */
export function isXmlCharacter(code: number): boolean {
  if (code < 0x20) return code === 0x9 || code === 0xa || code === 0xd;
  return code <= 0xd7ff || (code >= 0xe000 && code <= 0xfffd) || (code >= 0x10000 && code <= 0x10ffff);
}

/** Line ends become one line feed. XML 1.0 section 2.11. */
export function normalizeLineEnds(text: string): string {
  return text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
}

/** Counts UTF-8 bytes and finds the first character that XML forbids: its position in the text, -1 for none. */
export function scanCharacters(text: string): { readonly bytes: number; readonly forbiddenAt: number } {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      if (unit < 0x20 && !isXmlCharacter(unit)) return { bytes, forbiddenAt: at };
      bytes += 1;
    } else if (unit < 0x800) bytes += 2;
    else if (unit < 0xd800 || unit > 0xdfff) {
      if (unit > 0xfffd) return { bytes, forbiddenAt: at };
      bytes += 3;
    } else {
      const next = text.charCodeAt(at + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return { bytes, forbiddenAt: at };
      bytes += 4;
      at += 1;
    }
  }
  return { bytes, forbiddenAt: -1 };
}
