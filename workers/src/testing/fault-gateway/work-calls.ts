// Our job stream as a scripted gateway serves it: credits in, jobs out, outcomes in, results out.
import { type ServerDuplexStream, status, type UntypedServiceImplementation } from '@grpc/grpc-js';
import { type Outcome, type OutcomeBatch, type Subscribe, type WorkRequest, WorkResponse } from '@millrace/proto/v1/job_stream';
import { behaviourNow, type GatewayState, jobToWire, refusal } from './gateway-calls.ts';
import type { ScriptStatus } from './script.ts';

interface Subscriber {
  readonly request: Subscribe;
  credits: number;
  sequence: bigint;
}

/** Credits the scripted gateway keeps at most. */
const creditsMax = 1_000;

/** The handlers of the service. */
export function workCalls(state: GatewayState): UntypedServiceImplementation {
  return { work: (call: ServerDuplexStream<WorkRequest, WorkResponse>) => work(state, call) };
}

function work(state: GatewayState, call: ServerDuplexStream<WorkRequest, WorkResponse>): void {
  const { book, log } = state;
  const { call: seen, end } = log.begin('Work', {});
  const behaviour = behaviourNow(state, 'Work');
  const subscribers = new Map<number, Subscriber>();
  let timer: NodeJS.Timeout | undefined;
  let forget = () => {};
  const close = (name: ScriptStatus | 'OK') => {
    if (seen.end) return;
    clearTimeout(timer);
    forget();
    end(name);
    if (name === 'OK') call.end();
    else call.emit('error', refusal(name));
  };
  call.on('error', () => {});
  call.on('cancelled', () => {
    clearTimeout(timer);
    forget();
    end('cancelled by client');
  });
  if (behaviour.kind === 'refuse') return close(behaviour.status);
  if (behaviour.kind === 'silent') return;
  if (behaviour.kind === 'end-streams') timer = setTimeout(() => close(behaviour.status), behaviour.afterMs);

  const deliver = () => {
    for (const [subscription, subscriber] of subscribers) {
      if (subscriber.credits < 1 || seen.end) continue;
      const jobs = book.lease(subscriber.request.type, subscriber.credits, Number(subscriber.request.leaseMs));
      if (jobs.length === 0) continue;
      subscriber.credits -= jobs.length;
      subscriber.sequence += 1n;
      seen.jobs += jobs.length;
      const wire = jobs.map((job) => jobToWire(job, subscriber.request.worker));
      call.write(WorkResponse.fromPartial({ jobs: { subscription, sequence: subscriber.sequence, jobs: wire, waiting: 0 } }));
    }
  };
  const settle = ({ batch, outcomes }: OutcomeBatch) => {
    const answer = behaviourNow(state, 'CompleteJob');
    if (answer.kind === 'silent') return;
    const results = outcomes.map((outcome) => {
      const name = answer.kind === 'refuse' && outcome.complete ? refuse(state, outcome, answer.status) : undefined;
      const code = name ? status[name] : act(state, outcome) ? 0 : status.NOT_FOUND;
      return { jobKey: outcome.jobKey, code, message: name ? `scripted ${name}` : '', deadlineMs: 0n };
    });
    call.write(WorkResponse.fromPartial({ results: { batch, results } }));
  };
  call.on('data', (frame: WorkRequest) => {
    if (frame.subscribe) {
      const { subscription, credits } = frame.subscribe;
      subscribers.set(subscription, { request: frame.subscribe, credits, sequence: 0n });
      call.write(WorkResponse.fromPartial({ subscribed: { subscription, active: true, creditsMax, ackTimeoutMs: 5_000n } }));
    } else if (frame.credit) {
      const subscriber = subscribers.get(frame.credit.subscription);
      if (!subscriber) return;
      const { subscription, count } = frame.credit;
      const back = count < 0 ? Math.min(-count, subscriber.credits) : 0;
      subscriber.credits = count < 0 ? subscriber.credits - back : Math.min(creditsMax, subscriber.credits + count);
      if (count < 0) call.write(WorkResponse.fromPartial({ creditReturned: { subscription, count: back } }));
    } else if (frame.outcomes) {
      settle(frame.outcomes);
    } else if (frame.unsubscribe) {
      subscribers.delete(frame.unsubscribe.subscription);
      call.write(WorkResponse.fromPartial({ subscribed: { subscription: frame.unsubscribe.subscription, active: false } }));
    }
    deliver();
  });
  call.on('end', () => close('OK'));
  forget = book.onAvailable(deliver);
}

/** Writes a refused completion down, and answers its status. */
function refuse({ log }: GatewayState, { jobKey, complete }: Outcome, name: ScriptStatus): ScriptStatus {
  log.begin('CompleteJob', { jobKey: String(jobKey), variables: complete?.variables ?? '' }).end(name);
  return name;
}

/** Applies one outcome; answers false when the job is gone. */
function act({ book, log }: GatewayState, outcome: Outcome): boolean {
  const jobKey = String(outcome.jobKey);
  if (outcome.extendLease) {
    log.begin('UpdateJobTimeout', { jobKey }).end('OK');
    return book.extend(outcome.jobKey, Number(outcome.extendLease.leaseMs));
  }
  if (outcome.fail) {
    log.begin('FailJob', { jobKey, retries: outcome.fail.retries, errorMessage: outcome.fail.message }).end('OK');
    return book.putBack(outcome.jobKey, outcome.fail.retries, Number(outcome.fail.backoffMs));
  }
  if (outcome.giveBack) return book.putBack(outcome.jobKey, 3, 0);
  if (outcome.throwError) log.begin('ThrowError', { jobKey, errorCode: outcome.throwError.code }).end('OK');
  else log.begin('CompleteJob', { jobKey, variables: outcome.complete?.variables ?? '' }).end('OK');
  return book.end(outcome.jobKey);
}
