// Acts on native user tasks over HTTP, since the gateway protocol has no call for them. It knows the paths of version 2 of that interface only.
import type { Outcome } from './gateway.ts';
import type { Names } from './names.ts';
import type { Step } from './scenario.ts';

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
