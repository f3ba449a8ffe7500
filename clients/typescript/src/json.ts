// JSON that loses no digits: integers beyond 2^53 are bigint on this side. Knows nothing of variables or of the wire.

/** A value JSON can carry, with bigint for integers a number cannot hold. */
export type JsonValue = null | boolean | number | bigint | string | readonly JsonValue[] | { readonly [name: string]: JsonValue };

const manyDigits = /\d{16}/;
const bigInteger = /^-?\d{16,}$/;
// Strings (with the colon behind them, if they are names) and numbers of a text that is known to be valid JSON.
const stringsAndNumbers = /("[^"\\]*(?:\\.[^"\\]*)*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Parses JSON text. Integers without fraction or exponent beyond Number.MAX_SAFE_INTEGER become bigint, all other numbers are numbers.
 * Throws SyntaxError as JSON.parse does.
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return manyDigits.test(text) ? parseDigits(text) : value;
}

/**
 * JSON text of a value. bigint is written with all its digits, everything else as JSON.stringify does it; undefined for what JSON has no text for.
 * Throws TypeError for cycles.
 */
export function stringifyJson(value: unknown): string | undefined {
  // Where somebody taught bigint to be a string, JSON.stringify would not notice that digits turn into text.
  if ('toJSON' in BigInt.prototype) return stringifyDigits(value);
  try {
    return JSON.stringify(value);
  } catch (error) {
    // A cycle fails there again, with its own message.
    if (error instanceof TypeError) return stringifyDigits(value);
    throw error;
  }
}

// Native parsing with every string marked `s` and every big integer turned into a string marked `b`; the marks make the two impossible to confuse.
function parseDigits(text: string): unknown {
  const marked = text.replace(stringsAndNumbers, (token: string, quoted: string | undefined, colon: string | undefined) => {
    if (colon !== undefined) return token;
    if (quoted !== undefined) return `"s${quoted.slice(1)}`;
    return bigInteger.test(token) && !Number.isSafeInteger(Number(token)) ? `"b${token}"` : token;
  });
  return JSON.parse(marked, (_name, value: unknown) => {
    if (typeof value !== 'string') return value;
    return value.startsWith('b') ? BigInt(value.slice(1)) : value.slice(1);
  });
}

// The same marks the other way round, then stripped from the text.
function stringifyDigits(value: unknown): string | undefined {
  const marked: string | undefined = JSON.stringify(value, function (this: Record<string, unknown>, name: string, member: unknown) {
    const raw = this[name];
    if (typeof raw === 'bigint') return `b${raw}`;
    if (typeof member === 'string' || member instanceof String) return `s${member}`;
    return member;
  });
  return marked?.replace(stringsAndNumbers, (token: string, quoted: string | undefined, colon: string | undefined) => {
    if (quoted === undefined || colon !== undefined) return token;
    return quoted.startsWith('"b') ? quoted.slice(2, -1) : `"${quoted.slice(2)}`;
  });
}
