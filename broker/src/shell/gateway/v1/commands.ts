/** millrace.v1.Commands: what the Zeebe-compatible gateway lacks. A method without its line here does not compile. */
import type { Server } from '@grpc/grpc-js';
import { type CommandsServer, CommandsService } from '@millrace/proto/v1/commands';
import { commandHandler } from '../command-call.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { clockHandlers } from './clock-commands.ts';
import { createInstance, createInstances } from './create-commands.ts';
import { activateAdHocElements, evaluateConditionals, updateJob } from './element-commands.ts';
import { correlate, publish } from './message-commands.ts';
import { assignUserTask, claimUserTask, completeUserTask, updateUserTask } from './user-task-commands.ts';

/** Adds the service. */
export function addCommands(server: Server, context: GatewayContext): void {
  const handlers: Pick<CommandsServer, keyof CommandsService> = {
    ...clockHandlers(context),
    createProcessInstance: commandHandler(createInstance, context),
    createProcessInstances: createInstances(context),
    publishMessage: commandHandler(publish, context),
    correlateMessage: commandHandler(correlate, context),
    completeUserTask: commandHandler(completeUserTask, context),
    assignUserTask: commandHandler(assignUserTask, context),
    claimUserTask: commandHandler(claimUserTask, context),
    updateUserTask: commandHandler(updateUserTask, context),
    evaluateConditional: commandHandler(evaluateConditionals, context),
    activateAdHocElements: commandHandler(activateAdHocElements, context),
    updateJob: commandHandler(updateJob, context),
  };
  server.addService(CommandsService, handlers);
}
