/** Throwing a message: the part of throw and end events and send tasks with `zeebe:publishMessage`; without it they are jobs. BPMN 2.0.2 section 10.5.5. */
import type { ModelText, PublishMessage } from '../../../model/executable.ts';
import { addPeriod, parsePeriod } from '../../../model/time/period.ts';
import { documentOf } from '../../../protocol/document.ts';
import type { Value } from '../../../protocol/value-types.ts';
import { optionalStringOf, scopeOf, stringOf } from '../../expressions.ts';
import { publishFromHere } from '../../lifecycle/publishing.ts';
import { createJob, type JobPlan, planJob } from '../../lifecycle/jobs.ts';
import { type Failure, failure, isFailure, type Visit } from '../../lifecycle/visit.ts';
import type { ThrowPart } from './part.ts';

/** The message to publish. */
interface MessagePlan {
  readonly message: Partial<Value<'MESSAGE'>>;
}

/** The part: publishes the message on the partition of its correlation key, behind what waits in this step, or creates a job. */
export const messageThrow: ThrowPart<MessagePlan | JobPlan> = {
  prepare(visit) {
    const { trigger, job } = visit.element;
    if (trigger?.kind === 'message' && trigger.publish !== undefined) return planMessage(visit, trigger.name, trigger.publish);
    if (job === undefined) throw new Error(`Expected element ${visit.element.id} to publish a message or to have a job, but it does not`);
    return planJob(visit, job);
  },
  enter(visit, plan) {
    if ('type' in plan) createJob(visit, plan);
  },
  activated(visit, plan) {
    if ('type' in plan) return 'wait';
    publishFromHere(visit.p, plan.message);
    return 'complete';
  },
};

/** Evaluates name, correlation key, id and time to live of the message in the element's scope; its variables are the element's own. */
function planMessage(visit: Visit, messageName: ModelText, publish: PublishMessage): MessagePlan | Failure {
  const { p } = visit;
  const scope = scopeOf(p, visit.key);
  const name = stringOf(p, messageName, scope);
  if (isFailure(name)) return name;
  const correlationKey = stringOf(p, publish.correlationKey, scope);
  if (isFailure(correlationKey)) return correlationKey;
  const messageId = publish.messageId === undefined ? undefined : optionalStringOf(p, publish.messageId, scope);
  if (isFailure(messageId)) return messageId;
  const timeToLive = publish.timeToLive === undefined ? 0 : timeToLiveOf(visit, publish.timeToLive);
  if (isFailure(timeToLive)) return timeToLive;
  const local = [...p.state.variables.of(visit.key).values()].map((row) => [row.name, row.value] as const);
  const variables = documentOf(local);
  return { message: { name, correlationKey, messageId: messageId ?? '', timeToLive, variables, tenantId: visit.instance.tenantId } };
}

function timeToLiveOf(visit: Visit, text: ModelText): number | Failure {
  const duration = optionalStringOf(visit.p, text, scopeOf(visit.p, visit.key));
  if (isFailure(duration)) return duration;
  if (duration === undefined || duration === '') return 0;
  const period = parsePeriod(duration);
  return period === undefined
    ? failure(
        'EXTRACT_VALUE_ERROR',
        `Expected the time to live of element '${visit.element.id}' to be an ISO 8601 duration, but it is '${duration}'`,
      )
    : addPeriod(visit.p.nowMs, period) - visit.p.nowMs;
}
