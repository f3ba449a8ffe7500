// How far a partition's log had got when something was written: carried from a write to a later read. Holds no behaviour but the translation.
import type { PositionToken as WireToken } from '@millrace/proto/v1/position';

/** A place in one partition's log. */
export interface PositionToken {
  /** Partition number as in the upper bits of keys. */
  readonly partitionId: number;
  /** Decimal digits. */
  readonly position: string;
}

/** Where a command was written. */
export interface Written {
  /** One for each partition it touched; empty where the gateway does not tell, as Zeebe's never does. */
  readonly positions: readonly PositionToken[];
}

/** Tokens as callers see them. */
export function tokensFromWire(tokens: readonly WireToken[]): readonly PositionToken[] {
  return tokens.map(({ partitionId, position }) => ({ partitionId, position: position.toString() }));
}

/** Tokens as the wire has them. */
export function tokensToWire(tokens: readonly PositionToken[]): WireToken[] {
  return tokens.map(({ partitionId, position }) => ({ partitionId, position: BigInt(position) }));
}

/** The tokens of an answer as callers see them; none where it carries none. */
export function writtenFromWire(answer: object): Written {
  const positions = 'positions' in answer && Array.isArray(answer.positions) ? (answer.positions as readonly WireToken[]) : [];
  return { positions: tokensFromWire(positions) };
}
