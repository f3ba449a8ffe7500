// Commands of people's tasks. Millrace only: the field's gRPC contract has none of them, there they answer UNIMPLEMENTED.
import { CommandsService } from '@millrace/proto/v1/commands';
import type { Caller } from './caller.ts';
import { changesToWire } from './job-commands.ts';
import type { UserTaskChanges } from './job-commands.ts';
import { keyToWire } from './keys.ts';
import type { UserTaskKey } from './keys.ts';
import type { CallOptions } from './options.ts';
import { writtenFromWire } from './position-token.ts';
import type { Written } from './position-token.ts';
import { encodeVariables } from './variables.ts';

interface OfUserTask {
  readonly userTaskKey: UserTaskKey;
  /** Name of the action, seen by listeners and records. Default: the command's own word. */
  readonly action?: string | undefined;
}

/** The commands. All reject with MillraceError: NOT_FOUND when there is no such task, FAILED_PRECONDITION when it is ending. */
export interface UserTaskCommands {
  /** Completes a task. FAILED_PRECONDITION also when a listener denied it. */
  completeUserTask(request: OfUserTask & { readonly variables?: object | undefined }, options?: CallOptions): Promise<Written>;
  /** Assigns a task; '' to nobody. `allowOverride` false: only one that nobody has. Default: true. */
  assignUserTask(
    request: OfUserTask & { readonly assignee: string; readonly allowOverride?: boolean | undefined },
    options?: CallOptions,
  ): Promise<Written>;
  /** Assigns a task unless another person has it: then FAILED_PRECONDITION. */
  claimUserTask(request: OfUserTask & { readonly assignee: string }, options?: CallOptions): Promise<Written>;
  /** Changes attributes of a task. INVALID_ARGUMENT when there is nothing to change. */
  updateUserTask(request: OfUserTask & { readonly changes: Omit<UserTaskChanges, 'assignee'> }, options?: CallOptions): Promise<Written>;
}

const repeatable = { repeatable: true };

/** The commands over a caller. */
export function createUserTaskCommands(caller: Caller): UserTaskCommands {
  return {
    async completeUserTask({ userTaskKey, action, variables }, options) {
      const message = { userTaskKey: keyToWire(userTaskKey), variables: encodeVariables(variables), action: action ?? '' };
      return writtenFromWire(await caller.unary(CommandsService.completeUserTask, message, repeatable, options));
    },
    async assignUserTask({ userTaskKey, action, assignee, allowOverride }, options) {
      const message = { userTaskKey: keyToWire(userTaskKey), assignee, allowOverride, action: action ?? '' };
      return writtenFromWire(await caller.unary(CommandsService.assignUserTask, message, repeatable, options));
    },
    async claimUserTask({ userTaskKey, action, assignee }, options) {
      const message = { userTaskKey: keyToWire(userTaskKey), assignee, action: action ?? '' };
      return writtenFromWire(await caller.unary(CommandsService.claimUserTask, message, repeatable, options));
    },
    async updateUserTask({ userTaskKey, action, changes }, options) {
      const message = { userTaskKey: keyToWire(userTaskKey), changes: changesToWire(changes), action: action ?? '' };
      return writtenFromWire(await caller.unary(CommandsService.updateUserTask, message, repeatable, options));
    },
  };
}
