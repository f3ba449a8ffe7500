/** A digest of resource bytes, to tell an identical redeployment from a new version. Not for security: cyrb53 twice with different seeds. */

/** 106 bits as hexadecimal text. */
export function digest(bytes: Uint8Array): string {
  return half(bytes, 0x9e3779b9) + half(bytes, 0x85ebca6b);
}

function half(bytes: Uint8Array, seed: number): string {
  let a = 0xdeadbeef ^ seed;
  let b = 0x41c6ce57 ^ seed;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 2654435761);
    b = Math.imul(b ^ byte, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(16).padStart(14, '0');
}
