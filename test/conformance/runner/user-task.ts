// Acts on native user tasks, for which the gateway protocol has no call: over HTTP on the reference, by our own service on ours. It judges nothing.
import { AssignUserTaskRequest, type CommandsClient, CompleteUserTaskRequest, UpdateUserTaskRequest } from '@millrace/proto/v1/commands';
import { ask, type Outcome } from './gateway.ts';
import type { Names } from './names.ts';
import type { Step } from './scenario.ts';

interface TaskJson {
  readonly variables?: unknown;
  readonly action?: string;
  readonly assignee?: string;
  readonly allowOverride?: boolean;
  readonly changeset?: ChangesetJson;
}

interface ChangesetJson {
  readonly priority?: number;
  readonly dueDate?: string;
  readonly followUpDate?: string;
  readonly candidateGroups?: string[];
  readonly candidateUsers?: string[];
}

/** Performs `user-task ACTION NAME {json}` by our own service; the JSON is that of the HTTP interface. */
export function actOnOurUserTask(step: Step, client: CommandsClient, names: Names): Promise<Outcome<unknown>> {
  const [action = '', name = '', text = '{}'] = step.words;
  const userTaskKey = names.keyOf(name);
  if (userTaskKey === undefined) throw new Error(`Expected to find a user task on line ${step.line}, but "${name}" is none`);
  const body = JSON.parse(text) as TaskJson;
  const { action: actionName = '', assignee = '', allowOverride } = body;
  if (action === 'complete') {
    const variables = body.variables === undefined ? '' : JSON.stringify(body.variables);
    const request = CompleteUserTaskRequest.fromPartial({ userTaskKey, variables, action: actionName });
    return withoutAnswer(ask((...rest) => client.completeUserTask(request, ...rest)));
  }
  if (action === 'update') {
    const { candidateGroups, candidateUsers, ...plain } = body.changeset ?? {};
    const lists = {
      ...(candidateGroups === undefined ? {} : { candidateGroups: { values: candidateGroups } }),
      ...(candidateUsers === undefined ? {} : { candidateUsers: { values: candidateUsers } }),
    };
    const request = UpdateUserTaskRequest.fromPartial({ userTaskKey, changes: { ...plain, ...lists }, action: actionName });
    return withoutAnswer(ask((...rest) => client.updateUserTask(request, ...rest)));
  }
  const override = allowOverride === undefined ? {} : { allowOverride };
  const request = AssignUserTaskRequest.fromPartial({ userTaskKey, assignee, ...override, action: actionName });
  return withoutAnswer(ask((...rest) => client.assignUserTask(request, ...rest)));
}

/** Where a command was written is no business of a trace. */
async function withoutAnswer(outcome: Promise<Outcome<unknown>>): Promise<Outcome<unknown>> {
  const { status, message } = await outcome;
  return { status, message };
}

/** Performs `user-task ACTION NAME {json}`; `restUrl` is the root of the HTTP interface, such as http://127.0.0.1:8080. */
export async function actOnUserTask(step: Step, restUrl: string, names: Names): Promise<Outcome<unknown>> {
  const [action = '', name = '', body = '{}'] = step.words;
  const call = calls[action];
  const key = names.keyOf(name);
  if (call === undefined || key === undefined)
    throw new Error(`Expected to find an action and a user task on line ${step.line}, but "${step.text}" has not`);
  const [method, path] = call;
  const init = method === 'DELETE' ? { method } : { method, body, headers: { 'content-type': 'application/json' } };
  const answer = await fetch(`${restUrl}/v2/user-tasks/${key}${path}`, init);
  const message = await answer.text();
  return { status: statuses[answer.status] ?? String(answer.status), message };
}

const calls: Readonly<Record<string, readonly [method: string, path: string]>> = {
  complete: ['POST', '/completion'],
  assign: ['POST', '/assignment'],
  unassign: ['DELETE', '/assignee'],
  update: ['PATCH', ''],
};

const statuses: Readonly<Record<number, string>> = {
  200: 'OK',
  204: 'OK',
  400: 'INVALID_ARGUMENT',
  404: 'NOT_FOUND',
  409: 'FAILED_PRECONDITION',
};
