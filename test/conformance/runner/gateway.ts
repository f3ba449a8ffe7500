// Speaks the gateway protocol through the generated client and turns every answer into a status and a message. It retries nothing.
import { type CallOptions, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { GatewayClient } from '@millrace/proto/gateway';
import { CommandsClient } from '@millrace/proto/v1/commands';

/** What a call came to: the name of the gRPC status, its text, and the answer if there is one. */
export interface Outcome<Answer> {
  readonly status: string;
  readonly message: string;
  readonly answer?: Answer;
}

type Callback<Answer> = (error: ServiceError | null, answer: Answer) => void;

const deadlineMs = 15_000;
const statusNames = new Map<number, string>(
  Object.entries(status).flatMap(([name, code]) => (typeof code === 'number' ? [[code, name] as const] : [])),
);

/** Opens a client without encryption; `address` is host:port. */
export function openGateway(address: string): GatewayClient {
  return new GatewayClient(address, credentials.createInsecure());
}

/** Opens a client of our own services. */
export function openOwn(address: string): CommandsClient {
  return new CommandsClient(address, credentials.createInsecure());
}

/** Performs one unary call with a deadline of 15 s. */
export function ask<Answer>(
  call: (metadata: Metadata, options: Partial<CallOptions>, callback: Callback<Answer>) => unknown,
): Promise<Outcome<Answer>> {
  return new Promise((resolve) => {
    call(new Metadata(), { deadline: Date.now() + deadlineMs }, (error, answer) => {
      if (error === null) resolve({ status: 'OK', message: '', answer });
      else resolve({ status: nameOfStatus(error.code), message: error.details });
    });
  });
}

/** The name of a status code, such as NOT_FOUND. */
export function nameOfStatus(code: number): string {
  return statusNames.get(code) ?? String(code);
}
