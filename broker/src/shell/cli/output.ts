/** What the commands print: lines for people, or one JSON text for scripts. */
import { stringifyJson } from '@millrace/client';

/** Prints a result on standard output: JSON with every digit, or `name: value` lines. */
export function printResult(result: unknown, json: boolean): void {
  if (json) process.stdout.write(`${stringifyJson(result ?? {}) ?? '{}'}\n`);
  else if (result !== undefined) process.stdout.write(`${describe(result, '').join('\n')}\n`);
}

/** Prints one line on standard error. */
export function complain(line: string): void {
  process.stderr.write(`${line}\n`);
}

function describe(value: unknown, indent: string): string[] {
  if (typeof value !== 'object' || value === null) return [indent + plain(value)];
  return Object.entries(value).flatMap(([name, part]: [string, unknown]) => {
    if (part === undefined || (Array.isArray(part) && part.length === 0)) return [];
    const label = Array.isArray(value) ? '-' : `${name}:`;
    if (typeof part !== 'object' || part === null) return [`${indent}${label} ${plain(part)}`];
    const inner = describe(part, `${indent}  `);
    // The first line of an item stands behind its dash.
    return Array.isArray(value) ? [`${indent}- ${inner[0]?.trimStart() ?? ''}`, ...inner.slice(1)] : [indent + label, ...inner];
  });
}

function plain(value: unknown): string {
  return typeof value === 'string' ? value : (stringifyJson(value) ?? '');
}
