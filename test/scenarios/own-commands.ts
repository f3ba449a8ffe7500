// Verbs that the reference does not have: what our own services and later versions of the gateway offer. One function per verb, from words to a request.
import { CreateProcessInstanceRequest, EvaluateConditionalRequest } from '@millrace/proto/gateway';
import {
  ActivateAdHocElementsRequest,
  type CommandsClient,
  CorrelateMessageRequest,
  CreateProcessInstanceRequest as SafeCreateRequest,
  UpdateJobRequest,
} from '@millrace/proto/v1/commands';
import { type Command, type CommandContext, commands, key, list, word } from '../conformance/runner/commands.ts';
import { ask, type Outcome } from '../conformance/runner/gateway.ts';

/** All of them. */
export const ownCommands: Readonly<Record<string, Command>> = {
  /** `create PROCESS [tags=A,B business=ID]`, else as usual. */
  create(step, context) {
    const tags = list(step.named.get('tags'));
    const businessId = step.named.get('business');
    if (tags.length === 0 && businessId === undefined) return usual('create')(step, context);
    const variables = step.named.get('variables') ?? '';
    const wanted = { bpmnProcessId: word(step, 0), version: -1, variables, tags, ...(businessId === undefined ? {} : { businessId }) };
    return ask((...rest) => context.client.createProcessInstance(CreateProcessInstanceRequest.fromPartial(wanted), ...rest));
  },

  /** `create-once PROCESS id=REQUEST_ID [variables=]`. */
  'create-once'(step, context) {
    const instance = { bpmnProcessId: word(step, 0), version: -1, variables: step.named.get('variables') ?? '' };
    const request = SafeCreateRequest.fromPartial({ instance, requestId: step.named.get('id') ?? '' });
    return withoutPositions(ask((...rest) => ownOf(context).createProcessInstance(request, ...rest)));
  },

  /** `correlate NAME [key= variables=]`. */
  correlate(step, context) {
    const [correlationKey, variables] = [step.named.get('key') ?? '', step.named.get('variables') ?? ''];
    const request = CorrelateMessageRequest.fromPartial({ name: word(step, 0), correlationKey, variables });
    return withoutPositions(ask((...rest) => ownOf(context).correlateMessage(request, ...rest)));
  },

  /** `evaluate [variables=]`: conditional start events. */
  evaluate(step, { client }) {
    const request = EvaluateConditionalRequest.fromPartial({ variables: step.named.get('variables') ?? '' });
    return ask((...rest) => client.evaluateConditional(request, ...rest));
  },

  /** `ad-hoc INSTANCE ELEMENT,.. [variables= alone]`. */
  'ad-hoc'(step, context) {
    const variables = step.named.get('variables') ?? '';
    const request = ActivateAdHocElementsRequest.fromPartial({
      adHocSubProcessInstanceKey: key(step, 0, context.names),
      elements: list(word(step, 1)).map((elementId) => ({ elementId, variables })),
      cancelRemainingInstances: step.words.includes('alone'),
    });
    return withoutPositions(ask((...rest) => ownOf(context).activateAdHocElements(request, ...rest)));
  },

  /** `update JOB [retries= lease=]`. */
  update(step, context) {
    const [retries, lease] = [step.named.get('retries'), step.named.get('lease')];
    const request = UpdateJobRequest.fromPartial({
      jobKey: key(step, 0, context.names),
      ...(retries === undefined ? {} : { retries: Number(retries) }),
      ...(lease === undefined ? {} : { leaseMs: BigInt(lease) }),
    });
    return withoutPositions(ask((...rest) => ownOf(context).updateJob(request, ...rest)));
  },
};

function usual(verb: string): Command {
  const command = commands[verb];
  if (command === undefined) throw new Error(`Expected to know the verb "${verb}"`);
  return command;
}

function ownOf({ own }: CommandContext): CommandsClient {
  if (own === undefined) throw new Error('Expected a broker of ours, but it has not our services');
  return own;
}

/** Where something was written is no business of a trace. */
async function withoutPositions(outcome: Promise<Outcome<object>>): Promise<Outcome<unknown>> {
  const { answer, ...rest } = await outcome;
  if (answer === undefined) return rest;
  return { ...rest, answer: { ...answer, positions: [] } };
}
