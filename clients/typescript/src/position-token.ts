// How far a partition's log had got when something was written: carried from a write to a later read. Holds no behaviour but the translation.
import type { PositionToken as WireToken } from '@millrace/proto/v1/position';

/** A place in one partition's log. */
export interface PositionToken {
  /** Partition number as in the upper bits of keys. */
  readonly partitionId: number;
  /** Decimal digits. */
  readonly position: string;
}

/** Tokens as callers see them. */
export function tokensFromWire(tokens: readonly WireToken[]): readonly PositionToken[] {
  return tokens.map(({ partitionId, position }) => ({ partitionId, position: position.toString() }));
}

/** Tokens as the wire has them. */
export function tokensToWire(tokens: readonly PositionToken[]): WireToken[] {
  return tokens.map(({ partitionId, position }) => ({ partitionId, position: BigInt(position) }));
}
