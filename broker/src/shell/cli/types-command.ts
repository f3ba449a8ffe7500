/** `millrace types`: BPMN files in, one TypeScript module out. It asks no broker. */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { readBpmn } from '../../core/model/bpmn-model.ts';
import type { ExecutableProcess } from '../../core/model/executable.ts';
import { problemText } from '../../core/model/problem.ts';
import { complain } from './output.ts';
import { processTypes } from './process-types.ts';
import { UsageError } from './usage-error.ts';

/** Writes the types of these files to `out`, or to standard output; answers whether every file could be deployed. Otherwise it writes nothing. */
export function writeTypes(files: readonly string[], out: string | undefined): boolean {
  const processes: ExecutableProcess[] = [];
  let sound = true;
  for (const file of files) {
    const model = readBpmn(textOf(file));
    if ('processes' in model) processes.push(...model.processes);
    else {
      sound = false;
      complain(problemText(file, model.problems));
    }
  }
  if (!sound) return false;
  const text = processTypes(processes, files.map((file) => basename(file)).join(' '));
  if (out === undefined) process.stdout.write(text);
  else writeFileSync(out, text);
  return true;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`Expected to read ${file}, but ${error instanceof Error ? error.message : String(error)}`);
  }
}
