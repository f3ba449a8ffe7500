// A record of a broker's log as tests see it: keys are decimal digits, everything else as exporters write it.
import { parseJson } from '@millrace/client';

/** One record. */
export interface TestRecord {
  readonly partitionId: number;
  readonly position: number;
  readonly key: string;
  /** Milliseconds since 1970 by the broker's clock. */
  readonly timestampMs: number;
  readonly recordType: 'COMMAND' | 'EVENT' | 'COMMAND_REJECTION';
  readonly valueType: string;
  readonly intent: string;
  readonly rejectionType: string;
  readonly rejectionReason: string;
  readonly value: Readonly<Record<string, unknown>>;
}

/** Reads a record from the JSON of exporters. */
export function readRecord(json: string): TestRecord {
  const raw = parseJson(json) as Readonly<Record<string, unknown>>;
  return {
    partitionId: Number(raw['partitionId']),
    position: Number(raw['position']),
    key: String(raw['key']),
    timestampMs: Number(raw['timestamp']),
    recordType: raw['recordType'] as TestRecord['recordType'],
    valueType: String(raw['valueType']),
    intent: String(raw['intent']),
    rejectionType: String(raw['rejectionType']),
    rejectionReason: String(raw['rejectionReason']),
    value: withTextKeys(raw['value'] as Readonly<Record<string, unknown>>),
  };
}

/** A text member of a value; empty when it has none. */
export function textOf({ value }: TestRecord, name: string): string {
  const member = value[name];
  return typeof member === 'string' ? member : '';
}

/** A number of a value; -1 when it has none. */
export function numberOf({ value }: TestRecord, name: string): number {
  const member = value[name];
  return typeof member === 'number' || typeof member === 'bigint' ? Number(member) : -1;
}

/** The keys in a list of a value. */
export function keysOf({ value }: TestRecord, name: string): readonly string[] {
  const member = value[name];
  return Array.isArray(member) ? member.map(String) : [];
}

/** Keys exceed what a number holds: members named after keys become digits. Variables are no members and stay as they are. */
function withTextKeys(value: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const members = Object.entries(value).map(([name, member]) => {
    if (/Keys?$/.test(name) && Array.isArray(member)) return [name, member.map(String)];
    return [name, name.endsWith('Key') && (typeof member === 'number' || typeof member === 'bigint') ? String(member) : member];
  });
  return Object.fromEntries(members);
}
