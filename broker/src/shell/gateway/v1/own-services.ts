/** The services of millrace.v1 on one server. */
import type { Server } from '@grpc/grpc-js';
import type { GatewayContext } from '../gateway-context.ts';
import { addAdmin } from './admin.ts';
import { addCommands } from './commands.ts';
import { addRecords } from './follow-records.ts';
import { addJobStream } from './job-stream.ts';

/** Adds them all. */
export function addOwnServices(server: Server, context: GatewayContext): void {
  addJobStream(server, context);
  addCommands(server, context);
  addRecords(server, context);
  addAdmin(server, context);
}
