/**
 * Measures the pure engine with the one-task process, payload of 460 bytes in and out: no network, no disk; one JSON line per part. Not a test.
 * Flags: `--instances 60000`, `--waiting 0` (instances that stand at their job meanwhile), `--batch 64` (commands of a kind in a row).
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Engine } from '../../broker/src/core/engine/engine.ts';
import type { RowChange } from '../../broker/src/core/engine/state/table.ts';
import type { AnyCommand, AnyRecord } from '../../broker/src/core/protocol/record.ts';
import { valueTypes } from '../../broker/src/core/protocol/value-types.ts';
import { RecordBatch } from '../../broker/src/shell/partition/record-batch.ts';

const PAYLOAD_BYTES = 460;
/** Rounds between two hand-overs of changed rows, as the snapshot does. */
const ROUNDS_PER_HAND_OVER = 40;

const { values: flags } = parseArgs({
  options: {
    instances: { type: 'string', default: '60000' },
    waiting: { type: 'string', default: '0' },
    batch: { type: 'string', default: '64' },
  },
});

/** Processor time by part, microseconds. */
const spent = { create: 0, activate: 0, complete: 0, encode: 0, handOver: 0 };

const engine = new Engine({
  partitionId: 1,
  partition: 1,
  partitionCount: 1,
  deploymentPartition: 1,
  followUpsMax: 99,
  zone: 'UTC',
  messageBytesMax: 4 * 1024 * 1024,
  callDepthMax: 1000,
});
const batch = new RecordBatch(0, 16 * 1024 * 1024);
const variables = `{"slot":"000000","fill":"${'x'.repeat(PAYLOAD_BYTES - 27)}"}`;
let records = 0;

function timed<R>(part: keyof typeof spent, run: () => R): R {
  const before = process.hrtime.bigint();
  const result = run();
  spent[part] += Number(process.hrtime.bigint() - before) / 1000;
  return result;
}

/** The record of a command, in the order every record has. */
function recordOf(command: AnyCommand): AnyRecord {
  return {
    position: 0,
    sourcePosition: -1,
    key: command.key,
    timestampMs: 1_800_000_000_000,
    recordType: 'COMMAND',
    valueType: command.valueType,
    intent: command.intent,
    rejectionType: 'NULL_VAL',
    rejectionReason: '',
    operationReference: -1,
    requestId: 1,
    value: command.value,
  } as AnyRecord;
}

/** Processes commands, then writes what they led to; answers with the events. */
function run(part: 'create' | 'activate' | 'complete', commands: readonly AnyCommand[]): AnyRecord[] {
  const taken = commands.map(recordOf);
  timed('encode', () => {
    for (const command of taken) batch.add(command);
  });
  const events = timed(part, () => taken.flatMap((command) => engine.process(command).records));
  timed('encode', () => {
    for (const event of events) batch.add(event);
    batch.frames();
    batch.clear();
  });
  records += taken.length + events.length;
  return events;
}

function create(count: number): void {
  const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId: 'service-task', version: -1, variables });
  run(
    'create',
    Array.from({ length: count }, () => ({ valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value }) as const),
  );
}

function work(count: number): void {
  const value = valueTypes.JOB_BATCH.codec.complete({ type: 'work', worker: 'bench', timeout: 60_000, maxJobsToActivate: count });
  const activated = run('activate', [{ valueType: 'JOB_BATCH', intent: 'ACTIVATE', key: -1, value }]);
  const keys = activated.flatMap((event) => (event.valueType === 'JOB_BATCH' ? event.value.jobKeys : []));
  const done = valueTypes.JOB.codec.complete({ variables });
  run(
    'complete',
    keys.map((key) => ({ valueType: 'JOB', intent: 'COMPLETE', key, value: done }) as const),
  );
}

function handOver(): void {
  const changes: RowChange[] = [];
  for (const table of engine.state.tables.values()) table.takeDirty(changes);
}

function rounds(instances: number, size: number): void {
  for (let round = 0; round * size < instances; round++) {
    create(size);
    work(size);
    if (round % ROUNDS_PER_HAND_OVER === 0) timed('handOver', handOver);
  }
}

const resource = readFileSync(new URL('../models/service-task.bpmn', import.meta.url));
run('create', [
  {
    valueType: 'DEPLOYMENT',
    intent: 'CREATE',
    key: -1,
    value: valueTypes.DEPLOYMENT.codec.complete({ resources: [{ resourceName: 'service-task.bpmn', resource }] }),
  },
]);
const size = Number(flags.batch);
create(Number(flags.waiting));
rounds(20_000, size);
for (const part of Object.keys(spent) as (keyof typeof spent)[]) spent[part] = 0;
records = 0;
const instances = Number(flags.instances);
const cpu = process.cpuUsage();
rounds(instances, size);
const used = process.cpuUsage(cpu);
const micros = Object.fromEntries(Object.entries(spent).map(([part, total]) => [part, Number((total / instances).toFixed(1))]));
console.log(
  JSON.stringify({
    instances,
    cpuMicros: Math.round((used.user + used.system) / instances),
    recordsPerInstance: Math.round(records / instances),
    ...micros,
  }),
);
