/** The frame of every unary call that is one command: prepare, submit, answer or time out, exactly once. What differs stands in `rpc/`. */
import { type handleUnaryCall, type sendUnaryData, status } from '@grpc/grpc-js';
import type { AnyCommand, AnyRecord } from '../../core/protocol/record.ts';
import type { Answer, Partition } from '../partition/partition.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { MethodMetrics } from './gateway-metrics.ts';
import { isRefusal, type Refusal, recordOrRefusal, refuse } from './refusal.ts';
import type { WheelEntry } from './timer-wheel.ts';

/** A command that is ready to go. */
export interface Prepared {
  readonly partition: Partition;
  readonly command: AnyCommand;
  /** Passes a full inbox: it drains work (decision D12). */
  readonly exempt?: boolean;
  /** May be tried on the next partition when this one did not take it. */
  readonly anywhere?: boolean;
  /** How long to wait for the answer, ms, when it is not the gateway's own time-out. */
  readonly timeoutMs?: number;
  /** The waiter is forgotten by the partition on time-out: answers that depend on more than one command (a result). */
  readonly forgettable?: boolean;
}

/** One RPC as command. */
export interface CommandRpc<Request, Response> {
  /** Method name, as in the contract. */
  readonly name: string;
  /** Request to command; what is refused here was never written. */
  prepare(request: Request, context: GatewayContext): Prepared | Refusal;
  /** Record to response; `position` is what a reader of this write has to wait for. */
  respond(record: AnyRecord, partition: Partition, context: GatewayContext, request: Request, position: number): Response | Refusal;
  /** Changes how a rejection reaches the client; without it: the code that belongs to the rejection's type. */
  rejected?(record: AnyRecord): Refusal;
}

/** The handler of a {@link CommandRpc}. */
export function commandHandler<Request, Response>(
  rpc: CommandRpc<Request, Response>,
  context: GatewayContext,
): handleUnaryCall<Request, Response> {
  const metrics = context.metrics.method(rpc.name);
  return (call, respond) => {
    new CommandCall(rpc, context, metrics, call.request, respond).start();
  };
}

/** One call under way. */
class CommandCall<Request, Response> {
  readonly #rpc: CommandRpc<Request, Response>;
  readonly #context: GatewayContext;
  readonly #metrics: MethodMetrics;
  readonly #request: Request;
  readonly #respond: sendUnaryData<Response>;
  readonly #startedMs: number;
  #timeout: WheelEntry | undefined;
  #abort: AbortController | undefined;
  #answered = false;
  #triesLeft = 1;

  constructor(
    rpc: CommandRpc<Request, Response>,
    context: GatewayContext,
    metrics: MethodMetrics,
    request: Request,
    respond: sendUnaryData<Response>,
  ) {
    this.#rpc = rpc;
    this.#context = context;
    this.#metrics = metrics;
    this.#request = request;
    this.#respond = respond;
    this.#startedMs = context.clock.monotonicMs();
  }

  start(): void {
    const prepared = this.#rpc.prepare(this.#request, this.#context);
    if (isRefusal(prepared)) return this.#refuse(prepared);
    const timeoutMs = prepared.timeoutMs ?? this.#context.commandTimeoutMs;
    this.#timeout = this.#context.wheel.add(timeoutMs, () => this.#expire(timeoutMs));
    if (prepared.forgettable === true) this.#abort = new AbortController();
    if (prepared.anywhere === true) this.#triesLeft = this.#context.router.all.length;
    this.#submit(prepared, prepared.partition);
  }

  #submit(prepared: Prepared, partition: Partition): void {
    this.#triesLeft--;
    const options = { exempt: prepared.exempt === true, ...(this.#abort === undefined ? {} : { signal: this.#abort.signal }) };
    partition.submit(prepared.command, options).then(
      (answer) => this.#answer(prepared, partition, answer),
      (bug: unknown) => this.#answer(prepared, partition, { kind: 'unavailable', reason: String(bug), written: 'unknown' }),
    );
  }

  #answer(prepared: Prepared, partition: Partition, answer: Answer): void {
    if (this.#answered) return;
    if (this.#triesLeft > 0 && isNotWritten(answer)) {
      const other = this.#context.router.next();
      if (!isRefusal(other)) return this.#submit(prepared, other);
    }
    const result = this.#result(partition, answer);
    if (isRefusal(result)) this.#refuse(result);
    else {
      this.#end(status.OK);
      this.#respond(null, result);
    }
  }

  #result(partition: Partition, answer: Answer): Response | Refusal {
    if (answer.kind === 'record' && answer.record.recordType === 'COMMAND_REJECTION' && this.#rpc.rejected !== undefined)
      return this.#rpc.rejected(answer.record);
    const record = recordOrRefusal(answer);
    if (isRefusal(record)) return record;
    try {
      return this.#rpc.respond(record, partition, this.#context, this.#request, answer.kind === 'record' ? answer.position : 0);
    } catch (bug) {
      // The command took effect: only its answer cannot be said. One call fails, not the process.
      return refuse(status.INTERNAL, `Expected to turn the answer of ${this.#rpc.name} into a response, but ${String(bug)}`);
    }
  }

  #expire(timeoutMs: number): void {
    if (this.#answered) return;
    this.#refuse(
      refuse(
        status.DEADLINE_EXCEEDED,
        `Expected an answer within ${timeoutMs} ms, but there was none; whether the command takes effect is unknown`,
      ),
    );
    this.#abort?.abort();
  }

  #refuse(refusal: Refusal): void {
    this.#end(refusal.code);
    this.#respond({ code: refusal.code, details: refusal.details });
  }

  #end(code: status): void {
    this.#answered = true;
    if (this.#timeout !== undefined) this.#context.wheel.cancel(this.#timeout);
    this.#metrics.ended(code, this.#context.clock.monotonicMs() - this.#startedMs);
  }
}

function isNotWritten(answer: Answer): boolean {
  return answer.kind === 'exhausted' || (answer.kind === 'unavailable' && answer.written === 'no');
}

/** A record that must be of this value type: the engine answers a command with no other. */
export function expectRecord<T extends AnyRecord['valueType']>(record: AnyRecord, type: T): Extract<AnyRecord, { valueType: T }> | Refusal {
  if (record.valueType === type) return record as Extract<AnyRecord, { valueType: T }>;
  return refuse(status.INTERNAL, `Expected the command to be answered with a record of ${type}, but it was ${record.valueType}`);
}
