/** The engine of one partition: commands in, steps out; events in, state forward. Synchronous, deterministic, no clock but the records'. */
import type { AnyCommand, AnyRecord, Rejection } from '../protocol/record.ts';
import { rejection } from '../protocol/record.ts';
import type { AwaitedResults } from './awaited-results.ts';
import { culpritOf, instanceOf } from './banned.ts';
import { processorOf } from './commands/index.ts';
import { dueCommands, nextDueAtMs } from './due.ts';
import { applyEvent } from './events/index.ts';
import { testConditions } from './lifecycle/conditions.ts';
import { Models } from './models.ts';
import { type EngineConfig, OversizedRecord, Processing, STEP_BYTES_MAX } from './processing.ts';
import { State } from './state/state.ts';
import type { Step } from './step.ts';

/** One partition's engine. */
export class Engine {
  readonly state: State;
  readonly config: EngineConfig;
  readonly #models: Models;
  readonly #awaited: AwaitedResults = new Map();

  constructor(config: EngineConfig) {
    this.config = config;
    this.state = new State(config.partition === config.deploymentPartition);
    this.#models = new Models(this.state);
  }

  /** Processes one committed command. Never throws: a fault of the engine itself undoes the step, refuses the command and bans its instance. */
  process(command: AnyRecord): Step {
    const p = new Processing(this.state, this.#models, this.config, command, this.#awaited);
    this.state.journal.begin();
    try {
      this.#run(p);
      this.state.facts.settle();
      this.state.journal.commit();
      return { records: p.records, followUps: p.queue, answers: p.answers, effects: p.effects };
    } catch (fault) {
      this.#undo();
      return this.#fail(command, fault);
    }
  }

  /** Applies an event of the log: at restart, and on followers. */
  replay(record: AnyRecord): void {
    if (record.recordType !== 'EVENT') return;
    applyEvent(this.state, record);
    this.state.facts.settle();
  }

  /** Commands that are due at `nowMs`, at most `max`; the same ones come again until they are processed. */
  due(nowMs: number, max: number): AnyCommand[] {
    return dueCommands(this.state, nowMs, max);
  }

  /** When the next command is due; undefined when nothing waits for a time. Milliseconds since 1970. */
  nextDueAtMs(): number | undefined {
    return nextDueAtMs(this.state);
  }

  #run(p: Processing): void {
    const refusal = this.#processOne(p, p.command);
    if (refusal !== undefined) {
      // What was emitted before the refusal is undone: a refused command changes nothing.
      this.#undo();
      p.records.length = 0;
      p.answers.length = 0;
      p.effects.length = 0;
      p.queue.length = 0;
      p.reject(refusal);
      return;
    }
    let budget = this.config.followUpsMax;
    let next = 0;
    while (next < p.queue.length && budget-- > 0 && p.emittedBytes < STEP_BYTES_MAX) {
      // Refusals of follow-ups are not recorded: the element they aimed at has ended meanwhile, which its own events tell.
      this.#processOne(p, followUpRecord(p, p.queue[next++] as AnyCommand));
    }
    p.queue.splice(0, next);
  }

  #processOne(p: Processing, command: AnyRecord): Rejection | undefined {
    const instance = instanceOf(this.state, command);
    if (instance >= 0 && this.state.facts.isBanned(instance)) {
      return rejection(
        'INVALID_STATE',
        `Expected to process a command of process instance ${instance}, but it is banned because of an earlier error of the engine`,
      );
    }
    const from = p.records.length;
    const refusal = processorOf(command.valueType, command.intent)(p, command);
    if (refusal === undefined) testConditions(p, from);
    return refusal;
  }

  #undo(): void {
    this.state.journal.rollback();
    this.state.facts.forget();
  }

  #fail(command: AnyRecord, fault: unknown): Step {
    const p = new Processing(this.state, this.#models, this.config, command, this.#awaited);
    const message = fault instanceof Error ? fault.message : String(fault);
    const instance = culpritOf(this.state, command);
    p.emit('ERROR', 'CREATED', p.nextKey(), {
      exceptionMessage: message,
      stacktrace: fault instanceof Error ? (fault.stack ?? '') : '',
      errorEventPosition: command.position,
      processInstanceKey: instance,
    });
    this.state.facts.settle();
    const unexpected = `Expected to process command '${command.intent}' without errors, but an unexpected error occurred: ${message}`;
    const isOversized = fault instanceof OversizedRecord;
    p.reject(isOversized ? rejection('EXCEEDED_BATCH_RECORD_SIZE', message) : rejection('PROCESSING_ERROR', unexpected));
    return {
      records: p.records,
      followUps: [],
      answers: p.answers,
      effects: [{ kind: 'failed', processInstanceKey: instance, reason: message }],
    };
  }
}

function followUpRecord(p: Processing, command: AnyCommand): AnyRecord {
  // Member by member, in the order every record has (one hidden class for all): spreading costs ten times as much here.
  return {
    position: p.command.position,
    sourcePosition: p.command.position,
    key: command.key,
    timestampMs: p.nowMs,
    recordType: 'COMMAND',
    valueType: command.valueType,
    intent: command.intent,
    rejectionType: 'NULL_VAL',
    rejectionReason: '',
    operationReference: p.command.operationReference,
    requestId: 0,
    value: command.value,
  } as AnyRecord;
}
