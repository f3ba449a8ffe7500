/** Every RPC of the Zeebe-compatible gateway: a method of the contract without its line here does not compile. */
import type { handleServerStreamingCall } from '@grpc/grpc-js';
import type { ActivateJobsRequest, GatewayServer, GatewayService, StreamActivatedJobsRequest } from '@millrace/proto/gateway';
import { type CommandRpc, commandHandler } from '../command-call.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { activateJobs } from './activate-jobs.ts';
import { broadcastSignal } from './broadcast-signal.ts';
import { cancelProcessInstance } from './cancel-process-instance.ts';
import { completeJob } from './complete-job.ts';
import { createProcessInstance } from './create-process-instance.ts';
import { createProcessInstanceWithResult } from './create-process-instance-with-result.ts';
import { deleteResource } from './delete-resource.ts';
import { deployProcess } from './deploy-process.ts';
import { deployResource } from './deploy-resource.ts';
import { evaluateConditional } from './evaluate-conditional.ts';
import { evaluateDecision } from './evaluate-decision.ts';
import { failJob } from './fail-job.ts';
import { migrateProcessInstance } from './migrate-process-instance.ts';
import { modifyProcessInstance } from './modify-process-instance.ts';
import { publishMessage } from './publish-message.ts';
import { resolveIncident } from './resolve-incident.ts';
import { setVariables } from './set-variables.ts';
import { streamActivatedJobs } from './stream-activated-jobs.ts';
import { throwError } from './throw-error.ts';
import { topology } from './topology.ts';
import { updateJobRetries } from './update-job-retries.ts';
import { updateJobTimeout } from './update-job-timeout.ts';

/** Handlers by method. Job batches are encoded by the calls themselves, so these two write bytes. */
export type GatewayHandlers = Omit<Pick<GatewayServer, keyof GatewayService>, 'activateJobs' | 'streamActivatedJobs'> & {
  readonly activateJobs: handleServerStreamingCall<ActivateJobsRequest, Buffer>;
  readonly streamActivatedJobs: handleServerStreamingCall<StreamActivatedJobsRequest, Buffer>;
};

const command =
  <Request, Response>(rpc: CommandRpc<Request, Response>) =>
  (context: GatewayContext) =>
    commandHandler(rpc, context);

/** How each handler is made. */
export const rpcs: { readonly [Method in keyof GatewayHandlers]: (context: GatewayContext) => GatewayHandlers[Method] } = {
  activateJobs,
  broadcastSignal: command(broadcastSignal),
  cancelProcessInstance: command(cancelProcessInstance),
  completeJob: command(completeJob),
  createProcessInstance: command(createProcessInstance),
  createProcessInstanceWithResult: command(createProcessInstanceWithResult),
  deleteResource: command(deleteResource),
  deployProcess: command(deployProcess),
  deployResource: command(deployResource),
  evaluateConditional: command(evaluateConditional),
  evaluateDecision: command(evaluateDecision),
  failJob: command(failJob),
  migrateProcessInstance: command(migrateProcessInstance),
  modifyProcessInstance: command(modifyProcessInstance),
  publishMessage: command(publishMessage),
  resolveIncident: command(resolveIncident),
  setVariables: command(setVariables),
  streamActivatedJobs,
  throwError: command(throwError),
  topology,
  updateJobRetries: command(updateJobRetries),
  updateJobTimeout: command(updateJobTimeout),
};
