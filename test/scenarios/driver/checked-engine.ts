// An engine under suspicion: after every step its events go through the codec into a second engine, and both states must agree. It decides nothing.
import { isDeepStrictEqual } from 'node:util';
import { Engine } from '../../../broker/src/core/engine/engine.ts';
import type { EngineConfig } from '../../../broker/src/core/engine/processing.ts';
import type { State } from '../../../broker/src/core/engine/state/state.ts';
import type { Step } from '../../../broker/src/core/engine/step.ts';
import type { AnyRecord } from '../../../broker/src/core/protocol/record.ts';
import { decodeRecord, encodeRecord } from '../../../broker/src/core/protocol/record-codec.ts';

/** Records one step may produce: a step is bounded whatever the model is. */
export const STEP_RECORDS_MAX = 20_000;
/** Faults kept; the first one is what matters. */
const FAULTS_MAX = 20;

/** Changes what a step gives before it is checked: to plant bugs that the checks must find. */
export type Tamper = (record: AnyRecord) => AnyRecord | undefined;

/** An engine and what was found wrong with it so far. */
export interface CheckedEngine {
  readonly engine: Engine;
  /** What was found, in words; empty is good. */
  readonly faults: readonly string[];
  /** Steps processed. */
  readonly steps: () => number;
}

/** How one is made. */
export interface CheckedEngineOptions {
  /** Plants a bug. */
  readonly tamper?: Tamper | undefined;
  /** After each step the engine that only replayed goes on, as after a restart. Default false. */
  readonly restarts?: boolean | undefined;
}

/** Makes an engine whose every step is checked: no exception inside, bounded, the same after the codec and after replay. */
export function createCheckedEngine(config: EngineConfig, options: CheckedEngineOptions = {}): CheckedEngine {
  const { tamper = (record: AnyRecord): AnyRecord => record, restarts = false } = options;
  const engine = new Engine(config);
  const replica = new Engine(config);
  const faults: string[] = [];
  const touched = [...watch(engine.state), ...watch(replica.state)];
  const report = (fault: string): void => {
    if (faults.length < FAULTS_MAX) faults.push(fault);
  };
  let steps = 0;
  let [active, passive] = [
    { engine, process: engine.process.bind(engine) },
    { engine: replica, process: replica.process.bind(replica) },
  ];
  engine.process = (command) => {
    const step = active.process(command);
    steps += 1;
    const what = `${command.valueType} ${command.intent} ${command.key} at position ${command.position}`;
    checkStep(step, what, report);
    for (const record of step.records) {
      const read = throughCodec(record, report);
      const event = tamper(read);
      if (event !== undefined) passive.engine.replay(event);
    }
    compareStates(active.engine, passive.engine, touched, what, report);
    if (restarts) [active, passive] = [passive, active];
    return step;
  };
  return { engine, faults, steps: () => steps };
}

function checkStep(step: Step, what: string, report: (fault: string) => void): void {
  if (step.records.length > STEP_RECORDS_MAX) report(`${what}: one step gave ${step.records.length} records`);
  for (const record of step.records) {
    if (record.valueType === 'ERROR' && record.recordType === 'EVENT') report(`${what}: the engine failed: ${record.value.stacktrace}`);
  }
}

function throughCodec(record: AnyRecord, report: (fault: string) => void): AnyRecord {
  const read = decodeRecord(encodeRecord(record));
  // Positions are given when a record is appended, and the codec may lay members out in another order: values are compared.
  if (!isDeepStrictEqual(read, record) && !isDeepStrictEqual(plain(read), plain(record))) {
    report(`the codec changed ${record.valueType} ${record.intent}:\n  ${text(record)}\n  ${text(read)}`);
  }
  return read;
}

/** Typed arrays and buffers alike. */
function plain(value: unknown): unknown {
  return JSON.parse(text(value));
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'bigint' ? `${inner}n` : inner instanceof Uint8Array ? Buffer.from(inner).toString('base64') : inner,
  );
}

interface Touched {
  readonly table: number;
  readonly name: string;
  readonly keys: Set<number | string>;
}

/** Notes which rows change, so that a comparison after each step costs as much as the step. */
function watch(state: State): Touched[] {
  return [...state.tables].map(([table, rows]) => {
    const keys = new Set<number | string>();
    rows.watch((key) => keys.add(key));
    return { table, name: rows.name, keys };
  });
}

function compareStates(engine: Engine, replica: Engine, touched: readonly Touched[], what: string, report: (fault: string) => void): void {
  for (const { table, name, keys } of touched) {
    for (const key of keys) {
      const row = engine.state.tables.get(table)?.get(key);
      const replayed = replica.state.tables.get(table)?.get(key);
      if (!isDeepStrictEqual(row, replayed) && text(row) !== text(replayed)) {
        report(`${what}: row ${key} of ${name} is ${text(row)}, but ${text(replayed)} after replay`);
      }
    }
    keys.clear();
  }
  const [due, replayedDue] = [engine.nextDueAtMs(), replica.nextDueAtMs()];
  if (due !== replayedDue) report(`${what}: the next due date is ${due}, but ${replayedDue} after replay`);
}
