/** Checks of request fields that many calls share: documents, tenants, durations, operation references, definition keys. */
import { status } from '@grpc/grpc-js';
import { counterOfKey, NO_KEY, partitionOfKey } from '../../core/protocol/key.ts';
import { type Refusal, refuse } from './refusal.ts';
import { checkDocument } from './variables-json.ts';

/** The tenant of everything while tenants are off. */
export const DEFAULT_TENANT = '<default>';
/** Longest duration kept, ms: a hundred years. Longer ones are cut, so that no sum with a time leaves the safe integers. */
export const DURATION_MS_MAX = 100 * 365 * 24 * 60 * 60 * 1000;

/** The text of a `variables` field, ready to be stored, or INVALID_ARGUMENT. */
export function documentOf(text: string): string | Refusal {
  if (text === '' || text === '{}') return '{}';
  const checked = checkDocument(text);
  return checked.ok ? checked.text : refuse(status.INVALID_ARGUMENT, `Property 'variables' is invalid: ${checked.reason}`);
}

/** Why a tenant id is refused, if it is: tenants are off, so only none and the default one are known. */
export function tenantFault(command: string, tenantId: string): Refusal | undefined {
  if (tenantId === '' || tenantId === DEFAULT_TENANT) return undefined;
  return refuse(
    status.INVALID_ARGUMENT,
    `Expected to handle gRPC request ${command} with tenant identifier '${tenantId}', but multi-tenancy is disabled`,
  );
}

/** A duration of the wire as a number of ms within plus and minus {@link DURATION_MS_MAX}. */
export function durationMs(value: bigint): number {
  const number = Number(value);
  return Math.max(-DURATION_MS_MAX, Math.min(DURATION_MS_MAX, number));
}

/** The reference a client put on its command, as the optional part of a command; INVALID_ARGUMENT beyond 2^53 - 1. */
export function operationOf(reference: bigint | undefined): { readonly operationReference?: number } | Refusal {
  if (reference === undefined) return {};
  if (reference <= BigInt(Number.MAX_SAFE_INTEGER)) return { operationReference: Number(reference) };
  return refuse(status.INVALID_ARGUMENT, `Expected an operation reference of at most ${Number.MAX_SAFE_INTEGER}, but got ${reference}`);
}

/**
 * The counter of a key that must lie on a certain partition; 0 and below mean "none". Undefined when another partition issued it: then it names nothing
 * there, though its counter alone might.
 */
export function counterOn(partitionNumber: number, key: bigint): number | undefined {
  if (key <= 0n) return NO_KEY;
  return partitionOfKey(key) === partitionNumber ? counterOfKey(key) : undefined;
}
