// Commands that tell processes something from outside: messages, signals, conditions.
import { GatewayService } from '@millrace/proto/gateway';
import { CommandsService } from '@millrace/proto/v1/commands';
import type { Caller } from './caller.ts';
import { parseDuration } from './duration.ts';
import type { Duration } from './duration.ts';
import { keyFromWire, keyToWire } from './keys.ts';
import type { Key, ProcessDefinitionKey, ProcessInstanceKey } from './keys.ts';
import type { CallOptions } from './options.ts';
import { writtenFromWire } from './position-token.ts';
import type { Written } from './position-token.ts';
import { encodeVariables } from './variables.ts';

/** One message. */
export interface PublishMessageRequest {
  readonly name: string;
  /** Compared with the waiting instances' key. Default: '', which only starts instances. */
  readonly correlationKey?: string | undefined;
  /** How long it is kept when nobody waits. Default: 0, it is offered once. */
  readonly timeToLive?: Duration | undefined;
  /** Keeps a second one out while this is kept, and makes publishing safe to repeat. Default: none. */
  readonly messageId?: string | undefined;
  /** Payload; an object. Default: `{}`. */
  readonly variables?: object | undefined;
  /** Default: the client's tenant. */
  readonly tenantId?: string | undefined;
  /** Makes publishing safe to repeat and answers the repeat with OK. Millrace only; elsewhere UNIMPLEMENTED. */
  readonly requestId?: string | undefined;
}

/** One message that has to be taken now. */
export interface CorrelateMessageRequest {
  readonly name: string;
  readonly correlationKey?: string | undefined;
  readonly variables?: object | undefined;
  readonly tenantId?: string | undefined;
  /** Makes it safe to repeat. */
  readonly requestId?: string | undefined;
}

/** One signal. */
export interface BroadcastSignalRequest {
  readonly signalName: string;
  readonly variables?: object | undefined;
  readonly tenantId?: string | undefined;
}

/** For which variables conditional start events are checked. */
export interface EvaluateConditionalRequest {
  readonly variables?: object | undefined;
  /** Only this definition. Default: every latest one. */
  readonly processDefinitionKey?: ProcessDefinitionKey | undefined;
  readonly tenantId?: string | undefined;
  /** Makes it safe to repeat. Millrace only; elsewhere UNIMPLEMENTED. */
  readonly requestId?: string | undefined;
}

/** The commands. All reject with MillraceError. */
export interface MessageCommands {
  /** Publishes a message. ALREADY_EXISTS when one of the same name, correlation key and id is still kept. */
  publishMessage(
    request: PublishMessageRequest,
    options?: CallOptions,
  ): Promise<Written & { readonly messageKey: Key<'message'>; readonly tenantId: string }>;
  /** Correlates a message at once and tells with which instance. NOT_FOUND when nobody waits. Millrace only; elsewhere UNIMPLEMENTED. */
  correlateMessage(
    request: CorrelateMessageRequest,
    options?: CallOptions,
  ): Promise<Written & { readonly messageKey: Key<'message'>; readonly processInstanceKey: ProcessInstanceKey; readonly tenantId: string }>;
  /** Triggers every catch and start event of a signal name once. */
  broadcastSignal(
    request: BroadcastSignalRequest,
    options?: CallOptions,
  ): Promise<{ readonly signalKey: Key<'signal'>; readonly tenantId: string }>;
  /** Starts every process whose conditional start event holds. Gateways from 8.9 on. */
  evaluateConditional(
    request: EvaluateConditionalRequest,
    options?: CallOptions,
  ): Promise<
    Written & {
      readonly conditionalEvaluationKey: Key<'conditionalEvaluation'>;
      readonly instances: readonly {
        readonly processDefinitionKey: ProcessDefinitionKey;
        readonly processInstanceKey: ProcessInstanceKey;
      }[];
      readonly tenantId: string;
    }
  >;
}

/** The commands over a caller. */
export function createMessageCommands(caller: Caller): MessageCommands {
  return {
    async publishMessage(request, options) {
      const message = {
        name: request.name,
        correlationKey: request.correlationKey ?? '',
        timeToLive: BigInt(parseDuration(request.timeToLive ?? 0)),
        messageId: request.messageId ?? '',
        variables: encodeVariables(request.variables),
        tenantId: request.tenantId ?? caller.tenantId,
      };
      if (request.requestId !== undefined) {
        const answer = await caller.unary(
          CommandsService.publishMessage,
          { message, requestId: request.requestId },
          { repeatable: true },
          options,
        );
        return { messageKey: keyFromWire(answer.messageKey), tenantId: answer.tenantId, ...writtenFromWire(answer) };
      }
      // Without an id, or when it is not kept, a repeated message would be taken a second time.
      const repeatable = message.messageId !== '' && message.timeToLive > 0n;
      const answer = await caller.unary(GatewayService.publishMessage, message, { repeatable }, options);
      return { messageKey: keyFromWire(answer.key), tenantId: answer.tenantId, positions: [] };
    },
    async correlateMessage(request, options) {
      const message = {
        name: request.name,
        correlationKey: request.correlationKey ?? '',
        variables: encodeVariables(request.variables),
        tenantId: request.tenantId ?? caller.tenantId,
        requestId: request.requestId ?? '',
      };
      const answer = await caller.unary(CommandsService.correlateMessage, message, { repeatable: message.requestId !== '' }, options);
      const { messageKey, processInstanceKey, tenantId } = answer;
      return {
        messageKey: keyFromWire(messageKey),
        processInstanceKey: keyFromWire(processInstanceKey),
        tenantId,
        ...writtenFromWire(answer),
      };
    },
    async broadcastSignal({ signalName, variables, tenantId }, options) {
      const message = { signalName, variables: encodeVariables(variables), tenantId: tenantId ?? caller.tenantId };
      const answer = await caller.unary(GatewayService.broadcastSignal, message, { repeatable: false }, options);
      return { signalKey: keyFromWire(answer.key), tenantId: answer.tenantId };
    },
    async evaluateConditional({ variables, processDefinitionKey, tenantId, requestId }, options) {
      const evaluation = {
        tenantId: tenantId ?? caller.tenantId,
        processDefinitionKey: processDefinitionKey === undefined ? undefined : keyToWire(processDefinitionKey),
        variables: encodeVariables(variables),
      };
      const answer =
        requestId === undefined
          ? await caller.unary(GatewayService.evaluateConditional, evaluation, { repeatable: false }, options)
          : await caller.unary(CommandsService.evaluateConditional, { evaluation, requestId }, { repeatable: true }, options);
      return {
        conditionalEvaluationKey: keyFromWire(answer.conditionalEvaluationKey),
        instances: answer.processInstances.map((instance) => ({
          processDefinitionKey: keyFromWire(instance.processDefinitionKey),
          processInstanceKey: keyFromWire(instance.processInstanceKey),
        })),
        tenantId: answer.tenantId,
        ...writtenFromWire(answer),
      };
    },
  };
}
