/** What became of jobs: a batch of outcomes submitted together, so that it lands in one batch of the log, and one result for each. */
import { status } from '@grpc/grpc-js';
import type { Outcome, OutcomeResult, ResultBatch } from '@millrace/proto/v1/job_stream';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandOf } from '../../../core/protocol/record.ts';
import type { Answer, Partition } from '../../partition/partition.ts';
import { job } from '../../../core/protocol/values/job.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { jobResult } from '../job-result.ts';
import { isRefusal, type Refusal, recordOrRefusal, refuse } from '../refusal.ts';
import { documentOf, durationMs, operationOf } from '../request-fields.ts';

/** Outcomes in one batch, at most. */
export const OUTCOMES_MAX = 1000;

/** Submits a batch and calls `done` once, when every outcome is answered or the gateway's time-out has passed. */
export function settleOutcomes(
  batch: bigint,
  outcomes: readonly Outcome[],
  context: GatewayContext,
  done: (results: ResultBatch) => void,
): void {
  const results: OutcomeResult[] = outcomes.map(({ jobKey }) => unanswered(jobKey));
  const positions = new Map<number, number>();
  let waiting = outcomes.length;
  let ended = false;
  const end = (): void => {
    if (ended) return;
    ended = true;
    context.wheel.cancel(timeout);
    done({
      batch,
      results,
      positions: [...positions].map(([partitionId, position]) => ({ partitionId, position: BigInt(position) })),
    });
  };
  const timeout = context.wheel.add(context.commandTimeoutMs, end);
  for (const [index, outcome] of outcomes.entries()) {
    const prepared = prepare(outcome, context);
    if (isRefusal(prepared)) {
      results[index] = { jobKey: outcome.jobKey, code: prepared.code, message: prepared.details, deadlineMs: 0n };
      waiting--;
      continue;
    }
    const { partition, command } = prepared;
    void partition.submit(command, { exempt: true }).then((answer) => {
      results[index] = resultOf(outcome, answer);
      if (answer.kind === 'record') positions.set(partition.number, Math.max(answer.position, positions.get(partition.number) ?? 0));
      if (--waiting === 0) end();
    });
  }
  if (waiting === 0) end();
}

function unanswered(jobKey: bigint): OutcomeResult {
  return { jobKey, code: status.DEADLINE_EXCEEDED, message: 'Expected an answer in time, but there was none', deadlineMs: 0n };
}

function prepare(
  outcome: Outcome,
  context: GatewayContext,
): { readonly partition: Partition; readonly command: CommandOf<'JOB'> } | Refusal {
  const part = commandPart(outcome);
  if (isRefusal(part)) return part;
  const operation = operationOf(outcome.operationReference);
  if (isRefusal(operation)) return operation;
  const partition = context.router.ofKey(outcome.jobKey);
  if (isRefusal(partition)) return partition;
  const value = job.codec.complete(part.value);
  return { partition, command: { valueType: 'JOB', intent: part.intent, key: counterOfKey(outcome.jobKey), value, ...operation } };
}

interface CommandPart {
  readonly intent: CommandOf<'JOB'>['intent'];
  readonly value: Partial<CommandOf<'JOB'>['value']>;
}

function commandPart({ complete, fail, throwError, giveBack, extendLease }: Outcome): CommandPart | Refusal {
  if (complete !== undefined) {
    const variables = documentOf(complete.variables);
    if (isRefusal(variables)) return variables;
    if (complete.result === undefined) return { intent: 'COMPLETE', value: { variables } };
    const result = jobResult(complete.result);
    return isRefusal(result) ? result : { intent: 'COMPLETE', value: { variables, result } };
  }
  if (fail !== undefined) {
    const variables = documentOf(fail.variables);
    if (isRefusal(variables)) return variables;
    const { retries, message: errorMessage } = fail;
    return { intent: 'FAIL', value: { variables, retries, errorMessage, retryBackoff: durationMs(fail.backoffMs) } };
  }
  if (throwError !== undefined) {
    const variables = documentOf(throwError.variables);
    if (isRefusal(variables)) return variables;
    return { intent: 'THROW_ERROR', value: { variables, errorCode: throwError.code, errorMessage: throwError.message } };
  }
  if (giveBack !== undefined) return { intent: 'YIELD', value: {} };
  if (extendLease === undefined) return refuse(status.INVALID_ARGUMENT, 'Expected an outcome of some kind, but none was set');
  if (extendLease.leaseMs >= 1n) return { intent: 'UPDATE_TIMEOUT', value: { timeout: durationMs(extendLease.leaseMs) } };
  return refuse(status.INVALID_ARGUMENT, `Expected a lease of at least 1 ms, but it was ${extendLease.leaseMs}`);
}

function resultOf(outcome: Outcome, answer: Answer): OutcomeResult {
  const { jobKey } = outcome;
  const record = recordOrRefusal(answer);
  if (isRefusal(record)) {
    // A job that is no longer leased is where the worker wants it.
    if (outcome.giveBack !== undefined && record.code === status.FAILED_PRECONDITION)
      return { jobKey, code: 0, message: '', deadlineMs: 0n };
    return { jobKey, code: record.code, message: record.details, deadlineMs: 0n };
  }
  const deadline = outcome.extendLease !== undefined && record.valueType === 'JOB' ? record.value.deadline : 0;
  return { jobKey, code: status.OK, message: '', deadlineMs: BigInt(deadline) };
}
