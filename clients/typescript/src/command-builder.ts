// The fluent form of commands: one step a field, then `send`. It only collects; the plain form does the work.
import type { Client } from './client.ts';
import type { CallOptions } from './options.ts';
import type { AwaitResultRequest, CompletedInstance, CreatedInstance, CreateInstanceRequest } from './instance-commands.ts';

/** How a command is sent, step by step; each is a field of `CallOptions`. */
export interface CommandSettings<Self> {
  /** How long one attempt may take. Default: the client's. */
  deadline(value: CallOptions['deadline']): Self;
  /** How it is repeated; false: never. Default: the client's. */
  retry(value: CallOptions['retry']): Self;
  /** Extra metadata; the last step counts. */
  headers(value: CallOptions['headers']): Self;
  /** Ends the call with CANCELLED. */
  signal(value: CallOptions['signal']): Self;
}

/** A command being put together: one step for each field of its request, in any order, the last one of a name counts. Each step is a new command. */
export type Command<Request, Answer, More = unknown> = More &
  CommandSettings<Command<Request, Answer, More>> & {
    readonly [Field in keyof Request]-?: (value: Request[Field]) => Command<Request, Answer, More>;
  } & {
    /** Sends it, and answers or rejects as the plain form does. What is missing is refused there, or by the gateway. */
    send(): Promise<Answer>;
  };

/** The step that makes a start one that waits for the end. */
export interface AwaitStep {
  /** Waits until the instance has completed. */
  awaitResult(): Command<Omit<AwaitResultRequest, 'awaitResult'>, CompletedInstance>;
}

type Commands = Omit<Client, 'command' | 'with' | 'close' | 'openJobStream'>;

/** Methods of the client that take one request with fields and answer once. */
export type CommandName = {
  [Name in keyof Commands]: Commands[Name] extends (request: infer Request, options?: CallOptions) => Promise<unknown>
    ? IsRequest<NonNullable<Request>> extends true
      ? Name
      : never
    : never;
}[keyof Commands];

/** Lists and texts have no fields to step through, and options alone are no request. */
type IsRequest<Request> = [Extract<Request, string | readonly unknown[]> | Extract<keyof Request, keyof CallOptions>] extends [never]
  ? true
  : false;

/** The fluent form of a method. */
export type CommandOf<Name extends CommandName> = Name extends 'createInstance'
  ? Command<CreateInstanceRequest, CreatedInstance, AwaitStep>
  : Commands[Name] extends (request: infer Request, options?: CallOptions) => Promise<infer Answer>
    ? Command<NonNullable<Request>, Answer>
    : never;

const settings: ReadonlySet<string> = new Set(['deadline', 'retry', 'headers', 'signal'] satisfies (keyof CallOptions)[]);

/** Begins the fluent form of a method. */
export function beginCommand(send: (request: object, options: object) => Promise<unknown>): unknown {
  return step(send, {}, {});
}

function step(send: (request: object, options: object) => Promise<unknown>, request: object, options: object): unknown {
  return new Proxy(request, {
    get(_request, name) {
      // A command is no promise: nothing is sent because somebody awaits it.
      if (typeof name === 'symbol' || name === 'then') return undefined;
      if (name === 'send') return () => send(request, options);
      if (settings.has(name)) return (value: unknown) => step(send, request, { ...options, [name]: value });
      return (value: unknown = true) => step(send, { ...request, [name]: value }, options);
    },
  });
}
