/** `millrace log`: what lies in a data folder, read while no broker runs. It never changes the folder. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { counterOfKey, partitionNumber, partitionOfKey } from '../../core/protocol/key.ts';
import type { AnyRecord } from '../../core/protocol/record.ts';
import { decodeRecord } from '../../core/protocol/record-codec.ts';
import { keyDigits, type RecordOrigin, recordJson } from '../../core/protocol/record-json.ts';
import { type LogReport, readLog, verifyLog } from '../log/verify-log.ts';
import { systemPlatform } from '../platform/platform.ts';
import { brokerVersion } from '../../version.ts';
import { complain } from './output.ts';
import { UsageError } from './usage-error.ts';

/** Which records to print. */
export interface LogSelection {
  readonly partition?: number | undefined;
  /** Positions, both included. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Key of a process instance. */
  readonly instance?: bigint | undefined;
  readonly valueType?: string | undefined;
}

/** One partition's log in a data folder. */
interface PartitionLog {
  readonly directory: string;
  readonly origin: RecordOrigin;
}

/** Prints records, a line each; answers whether every log could be read to its end. */
export function printLog(dataDir: string, selection: LogSelection, json: boolean): boolean {
  let sound = true;
  for (const { directory, origin } of logsOf(dataDir, selection.partition)) {
    const wanted = recordFilter(selection, origin);
    const report = readLog(
      systemPlatform.disk,
      directory,
      ({ entries }) => {
        for (const { bytes } of entries) {
          const record = decodeRecord(bytes);
          if (wanted(record)) process.stdout.write(`${json ? recordJson(record, origin) : recordLine(record, origin)}\n`);
        }
      },
      selection.from ?? 0,
    );
    if (report.problem === null) continue;
    complain(`partition ${origin.partitionId}: ${report.problem.reason}`);
    sound = false;
  }
  return sound;
}

/** Prints what was found in every log; answers whether nothing but torn ends was wrong. */
export function printVerification(dataDir: string, partition: number | undefined, json: boolean): boolean {
  let sound = true;
  for (const { directory, origin } of logsOf(dataDir, partition)) {
    const report = verifyLog(systemPlatform.disk, directory);
    sound &&= report.problem === null;
    if (json) process.stdout.write(`${JSON.stringify({ partition: origin.partitionId, ...report })}\n`);
    else for (const line of reportLines(origin.partitionId, report)) process.stdout.write(`${line}\n`);
  }
  return sound;
}

function reportLines(partition: number, report: LogReport): string[] {
  const records = report.segments.reduce((sum, segment) => sum + segment.records, 0);
  const head = `partition ${partition}: ${report.segments.length} segments, ${records} records, synced up to position ${report.flushedPosition}, ${report.soundSlots} of 2 meta slots sound`;
  const segments = report.segments.map(
    ({ name, firstPosition, lastPosition, frames, usedBytes }) =>
      `  ${name}  positions ${firstPosition} to ${lastPosition}  ${frames} batches  ${usedBytes} bytes`,
  );
  const leftovers = report.leftovers.length === 0 ? [] : [`  no longer needed: ${report.leftovers.join(', ')}`];
  const { torn, problem } = report;
  const tornLine =
    torn === null
      ? []
      : [`  torn end in ${torn.segment} at byte ${torn.offset}: the next start cuts it off; nothing in it was acknowledged`];
  return [head, ...segments, ...leftovers, ...tornLine, problem === null ? '  sound' : `  DAMAGED: ${problem.reason}`];
}

function logsOf(dataDir: string, wanted: number | undefined): readonly PartitionLog[] {
  const folder = join(dataDir, 'partitions');
  if (!existsSync(folder)) throw new UsageError(`Expected a data folder, but ${dataDir} holds no partitions`);
  const clusterId = clusterIdOf(dataDir);
  const ids = readdirSync(folder)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .sort((left, right) => left - right);
  const chosen = ids.filter((id) => wanted === undefined || id === wanted);
  if (chosen.length === 0)
    throw new UsageError(`Expected partition ${wanted ?? ''} in ${dataDir}, but there are ${ids.join(', ') || 'none'}`);
  return chosen.map((partitionId) => ({
    directory: join(folder, String(partitionId), 'log'),
    origin: {
      partitionId,
      partition: partitionNumber(clusterId, partitionId),
      deploymentPartition: partitionNumber(clusterId, 1),
      brokerVersion,
    },
  }));
}

function clusterIdOf(dataDir: string): number {
  try {
    const mark: { readonly clusterId?: number } = JSON.parse(readFileSync(join(dataDir, 'broker.json'), 'utf8'));
    return mark.clusterId ?? 0;
  } catch {
    return 0;
  }
}

function recordFilter({ from = 0, to, instance, valueType }: LogSelection, origin: RecordOrigin): (record: AnyRecord) => boolean {
  const counter = instance === undefined ? undefined : partitionOfKey(instance) === origin.partition ? counterOfKey(instance) : -1;
  return (record) =>
    record.position >= from &&
    (to === undefined || record.position <= to) &&
    (valueType === undefined || record.valueType === valueType) &&
    (counter === undefined || (counter >= 0 && instanceOf(record) === counter));
}

function instanceOf({ value }: AnyRecord): unknown {
  return 'processInstanceKey' in value ? value.processInstanceKey : undefined;
}

const MARKS = { COMMAND: 'C', EVENT: 'E', COMMAND_REJECTION: 'R' } as const;

/** Position, source, kind, what, key, and the two or three facts that tell records of one kind apart. */
function recordLine(record: AnyRecord, origin: RecordOrigin): string {
  const time = new Date(record.timestampMs).toISOString();
  const what = `${record.valueType} ${record.intent}`.padEnd(44);
  const key = record.key < 0 ? '-' : keyDigits(origin).local(record.key);
  const facts = factsOf(record);
  return `${String(record.position).padStart(8)} ${String(record.sourcePosition).padStart(8)}  ${time}  ${MARKS[record.recordType]} ${what} ${key}  ${facts}`.trimEnd();
}

function factsOf(record: AnyRecord): string {
  if (record.recordType === 'COMMAND_REJECTION') return `${record.rejectionType}: ${record.rejectionReason}`;
  const value = record.value as unknown as Readonly<Record<string, unknown>>;
  const names = ['bpmnElementType', 'bpmnProcessId', 'elementId', 'type', 'name', 'correlationKey', 'errorType', 'errorMessage'];
  return names.flatMap((name) => (typeof value[name] === 'string' && value[name] !== '' ? [`${name}=${value[name]}`] : [])).join(' ');
}
