/** Checks that a text is the JSON of one object, without turning it into values: every digit a client sent stays as it was. */

/** Deepest nesting accepted: common JSON readers of clients stop at 1,000 too, so that whatever comes in also comes out. */
export const JSON_DEPTH_MAX = 1000;
/** Integers of more digits than 2^64 - 1 has are refused, and of as many when they are greater. */
const UINT64_MAX = '18446744073709551615';

/** The document, ready to be stored on one line, or why it is none. */
export type CheckedDocument = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

const EMPTY: CheckedDocument = { ok: true, text: '{}' };

/**
 * Empty text and `null` stand for `{}`. Anything but an object, anything RFC 8259 does not allow, integers of 2^64 and more, and nesting beyond
 * {@link JSON_DEPTH_MAX} are refused. Line breaks between tokens become blanks: records are shown one a line.
 */
export function checkDocument(text: string): CheckedDocument {
  if (text === '{}' || text.length === 0) return EMPTY;
  const scan = new JsonScan(text);
  const kind = scan.document();
  if (kind === 'EMPTY' || kind === 'NULL') return EMPTY;
  if (kind === undefined) return { ok: false, reason: `Expected a JSON object, but ${scan.fault}` };
  if (kind !== 'OBJECT') return { ok: false, reason: `Expected document to be a root level object, but was '${kind}'` };
  return { ok: true, text: scan.broken ? text.replace(/[\r\n]/g, ' ') : text };
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_LIST = 0x5b;
const COMMA = 0x2c;
const COLON = 0x3a;
const MINUS = 0x2d;

/** One pass over one text; no recursion, so that no input can exhaust the stack. */
class JsonScan {
  readonly #text: string;
  #at = 0;
  /** Why the text is no JSON. */
  fault = '';
  /** Whether a line break stands between tokens. */
  broken = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** The kind of the one value in the text; undefined when there is a fault. */
  document(): string | undefined {
    this.#blanks();
    if (this.#at === this.#text.length) return 'EMPTY';
    const kind = this.#value();
    if (kind === undefined) return undefined;
    this.#blanks();
    return this.#at === this.#text.length ? kind : this.#fail('something follows the value');
  }

  #value(): string | undefined {
    const unit = this.#text.charCodeAt(this.#at);
    if (unit === OPEN_OBJECT || unit === OPEN_LIST) return this.#nested() ? (unit === OPEN_OBJECT ? 'OBJECT' : 'ARRAY') : undefined;
    return this.#scalar(unit);
  }

  /** Everything inside one root object or list. `open` holds the closing brackets still owed. */
  #nested(): boolean {
    const text = this.#text;
    const open: number[] = [];
    for (;;) {
      const unit = text.charCodeAt(this.#at);
      let ended = true;
      if (unit === OPEN_OBJECT || unit === OPEN_LIST) {
        if (open.length === JSON_DEPTH_MAX) return this.#fail(`it is nested deeper than ${JSON_DEPTH_MAX} levels`) !== undefined;
        this.#at++;
        this.#blanks();
        const close = unit + 2;
        open.push(close);
        if (text.charCodeAt(this.#at) !== close) {
          if (close === CLOSE_OBJECT && !this.#name()) return false;
          ended = false;
        }
      } else if (this.#scalar(unit) === undefined) return false;
      if (!ended) continue;
      const more = this.#close(open);
      if (more === undefined) return false;
      if (!more) return true;
    }
  }

  /** After a value: closes what ends here. True when another value follows, false when the root is closed. */
  #close(open: number[]): boolean | undefined {
    for (;;) {
      this.#blanks();
      const close = open.at(-1);
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === close) {
        this.#at++;
        open.pop();
        if (open.length === 0) return false;
        continue;
      }
      if (unit !== COMMA) return this.#fail(`it lacks a comma or a closing bracket`);
      this.#at++;
      this.#blanks();
      if (close === CLOSE_OBJECT) return this.#name() ? true : undefined;
      return true;
    }
  }

  #name(): boolean {
    if (this.#text.charCodeAt(this.#at) !== QUOTE) return this.#fail('a name in double quotes is missing') !== undefined;
    if (!this.#string()) return false;
    this.#blanks();
    if (this.#text.charCodeAt(this.#at) !== COLON) return this.#fail('a colon is missing') !== undefined;
    this.#at++;
    this.#blanks();
    return true;
  }

  #scalar(unit: number): string | undefined {
    if (unit === QUOTE) return this.#string() ? 'STRING' : undefined;
    if (unit === MINUS || isDigit(unit)) return this.#number();
    if (this.#word('true') || this.#word('false')) return 'BOOLEAN';
    if (this.#word('null')) return 'NULL';
    return this.#fail(this.#at >= this.#text.length ? 'it ends early' : 'it has no value there');
  }

  #word(word: string): boolean {
    if (!this.#text.startsWith(word, this.#at)) return false;
    this.#at += word.length;
    return true;
  }

  #string(): boolean {
    const text = this.#text;
    for (let at = this.#at + 1; at < text.length; at++) {
      const unit = text.charCodeAt(at);
      if (unit === QUOTE) {
        this.#at = at + 1;
        return true;
      }
      if (unit < 0x20) return this.#failAt(at, 'a string holds a raw control character');
      if (unit !== BACKSLASH) continue;
      const escape = text.charAt(++at);
      if (escape === 'u' && /^[0-9a-fA-F]{4}$/.test(text.slice(at + 1, at + 5))) at += 4;
      else if (!'"\\/bfnrt'.includes(escape) || escape === '') return this.#failAt(at, 'a string holds an unknown escape');
    }
    return this.#failAt(text.length, 'a string does not end');
  }

  #number(): string | undefined {
    const text = this.#text;
    const start = this.#at;
    const first = text.charCodeAt(start) === MINUS ? start + 1 : start;
    let at = digitsEnd(text, first);
    if (at === first || (text.charAt(first) === '0' && at > first + 1)) return this.#fail('a number is malformed');
    const integerEnd = at;
    if (text.charAt(at) === '.') {
      const fraction = at + 1;
      at = digitsEnd(text, fraction);
      if (at === fraction) return this.#fail('a number is malformed');
    }
    if (text.charAt(at) === 'e' || text.charAt(at) === 'E') {
      const sign = text.charAt(at + 1);
      const exponent = sign === '+' || sign === '-' ? at + 2 : at + 1;
      at = digitsEnd(text, exponent);
      if (at === exponent) return this.#fail('a number is malformed');
    }
    if (at === integerEnd && isTooLarge(text, first, at)) return this.#fail('an integer needs more than 64 bits');
    this.#at = at;
    return at === integerEnd ? 'INTEGER' : 'FLOAT';
  }

  #blanks(): void {
    for (;;) {
      const unit = this.#text.charCodeAt(this.#at);
      if (unit === 0x0a || unit === 0x0d) this.broken = true;
      else if (unit !== 0x20 && unit !== 0x09) return;
      this.#at++;
    }
  }

  #fail(fault: string): undefined {
    this.fault = `${fault} (at character ${this.#at + 1})`;
    return undefined;
  }

  #failAt(at: number, fault: string): false {
    this.#at = at;
    this.#fail(fault);
    return false;
  }
}

function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

function digitsEnd(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}

function isTooLarge(text: string, start: number, end: number): boolean {
  const digits = end - start;
  return digits > UINT64_MAX.length || (digits === UINT64_MAX.length && text.slice(start, end) > UINT64_MAX);
}
