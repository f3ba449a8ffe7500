/** Messages as gRPC lays them on a stream: a byte that says "not compressed", the length, the message (gRPC over HTTP/2, "Length-Prefixed-Message"). */
import type { Duplex } from 'node:stream';

/** Bytes in front of each message. */
export const PREFIX_BYTES = 5;

/** A message with its prefix. */
export function framed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX_BYTES + message.length);
  bytes[0] = 0;
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, PREFIX_BYTES);
  return bytes;
}

/** Calls back for each whole message, without its prefix. */
export function onMessages(stream: Duplex, received: (message: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let at = 0;
    while (rest.length - at >= PREFIX_BYTES) {
      const end = at + PREFIX_BYTES + rest.readUInt32BE(at + 1);
      if (end > rest.length) break;
      received(rest.subarray(at + PREFIX_BYTES, end));
      at = end;
    }
    rest = rest.subarray(at);
  });
}
