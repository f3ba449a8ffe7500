/** millrace.v1.JobStream: jobs out and outcomes back over one stream. */
import type { Server } from '@grpc/grpc-js';
import { JobStreamService, type WorkRequest } from '@millrace/proto/v1/job_stream';
import type { ServerDuplexStream } from '@grpc/grpc-js';
import type { GatewayContext } from '../gateway-context.ts';
import { WorkSession } from './work-session.ts';

const asIs = (bytes: Buffer): Buffer => bytes;
/** Frames are encoded by the session. */
const service = { work: { ...JobStreamService.work, responseSerialize: asIs, responseDeserialize: asIs } };

/** Adds the service. */
export function addJobStream(server: Server, context: GatewayContext): void {
  server.addService(service, {
    work: (call: ServerDuplexStream<WorkRequest, Buffer>) => new WorkSession(call, context, context.leaveGraceMs).start(),
  });
}
