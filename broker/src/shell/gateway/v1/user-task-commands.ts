/** What people do to native user tasks: complete, assign, claim, update. */
import { status } from '@grpc/grpc-js';
import type {
  AssignUserTaskRequest,
  AssignUserTaskResponse,
  ClaimUserTaskRequest,
  ClaimUserTaskResponse,
  CompleteUserTaskRequest,
  CompleteUserTaskResponse,
  UpdateUserTaskRequest,
  UpdateUserTaskResponse,
} from '@millrace/proto/v1/commands';
import { counterOfKey } from '../../../core/protocol/key.ts';
import type { CommandOf } from '../../../core/protocol/record.ts';
import { userTask } from '../../../core/protocol/values/user-task.ts';
import type { Partition } from '../../partition/partition.ts';
import type { CommandRpc, Prepared } from '../command-call.ts';
import type { GatewayContext } from '../gateway-context.ts';
import { correctionsOf } from '../job-result.ts';
import { isRefusal, type Refusal, refuse } from '../refusal.ts';
import { documentOf } from '../request-fields.ts';
import { positionToken } from './position-token.ts';

type UserTaskCommand = CommandOf<'USER_TASK'>;

/** Ends the task with its result. Passes a full inbox: it drains work. */
export const completeUserTask: CommandRpc<CompleteUserTaskRequest, CompleteUserTaskResponse> = {
  name: 'v1.CompleteUserTask',
  prepare(request, context) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const prepared = prepare(request.userTaskKey, 'COMPLETE', { variables, action: request.action || 'complete' }, context);
    return isRefusal(prepared) ? prepared : { ...prepared, exempt: true };
  },
  respond,
};

/** To a person, or to nobody. Without the right to override it is a claim. */
export const assignUserTask: CommandRpc<AssignUserTaskRequest, AssignUserTaskResponse> = {
  name: 'v1.AssignUserTask',
  prepare({ userTaskKey, assignee, allowOverride, action }, context) {
    const intent = allowOverride === false ? 'CLAIM' : 'ASSIGN';
    return prepare(userTaskKey, intent, { assignee, action: action || (assignee === '' ? 'unassign' : 'assign') }, context);
  },
  respond,
};

/** By a person, unless somebody else has it. */
export const claimUserTask: CommandRpc<ClaimUserTaskRequest, ClaimUserTaskResponse> = {
  name: 'v1.ClaimUserTask',
  prepare({ userTaskKey, assignee, action }, context) {
    if (assignee === '') return refuse(status.INVALID_ARGUMENT, 'Expected an assignee to claim the task, but it was empty');
    return prepare(userTaskKey, 'CLAIM', { assignee, action: action || 'claim' }, context);
  },
  respond,
};

/** Other attributes than the assignee. */
export const updateUserTask: CommandRpc<UpdateUserTaskRequest, UpdateUserTaskResponse> = {
  name: 'v1.UpdateUserTask',
  prepare({ userTaskKey, changes, action }, context) {
    const { corrections, correctedAttributes } = correctionsOf({ corrections: changes });
    if (correctedAttributes.includes('assignee'))
      return refuse(status.INVALID_ARGUMENT, 'Expected to update a user task, but its assignee can only be assigned');
    if (correctedAttributes.length === 0)
      return refuse(status.INVALID_ARGUMENT, 'Expected to update a user task, but nothing is to change');
    const value = {
      dueDate: corrections.dueDate,
      followUpDate: corrections.followUpDate,
      candidateGroupsList: corrections.candidateGroups,
      candidateUsersList: corrections.candidateUsers,
      priority: corrections.priority,
      changedAttributes: correctedAttributes,
      action: action || 'update',
    };
    return prepare(userTaskKey, 'UPDATE', value, context);
  },
  respond,
};

function prepare(
  userTaskKey: bigint,
  intent: UserTaskCommand['intent'],
  changes: Partial<UserTaskCommand['value']>,
  { router }: GatewayContext,
): Prepared | Refusal {
  const partition = router.ofKey(userTaskKey);
  if (isRefusal(partition)) return partition;
  const key = counterOfKey(userTaskKey);
  return {
    partition,
    command: { valueType: 'USER_TASK', intent, key, value: { ...userTask.codec.initial, userTaskKey: key, ...changes } },
  };
}

function respond(
  _record: unknown,
  partition: Partition,
  _context: unknown,
  _request: unknown,
  position: number,
): { positions: ReturnType<typeof positionToken>[] } {
  return { positions: [positionToken(partition, position)] };
}
