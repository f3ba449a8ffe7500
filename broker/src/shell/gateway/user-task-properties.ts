/** What a task listener's worker is told about the user task: read from the reserved headers of its job. */
import type { UserTaskProperties } from '@millrace/proto/gateway';
import type { Value } from '../../core/protocol/value-types.ts';

/** Prefix of the headers the engine sets itself. */
const RESERVED = 'io.camunda.zeebe:';

/** The properties; what has no header is absent. */
export function userTaskProperties(job: Value<'JOB'>): UserTaskProperties {
  const header = (name: string): string | undefined => job.customHeaders[RESERVED + name];
  return {
    action: header('action'),
    assignee: header('assignee'),
    candidateGroups: listOf(header('candidateGroups')),
    candidateUsers: listOf(header('candidateUsers')),
    changedAttributes: job.changedAttributes.length > 0 ? [...job.changedAttributes] : listOf(header('changedAttributes')),
    dueDate: header('dueDate'),
    followUpDate: header('followUpDate'),
    formKey: integer(header('formKey')),
    priority: header('priority') === undefined ? undefined : Number(header('priority')),
    userTaskKey: integer(header('userTaskKey')),
  };
}

/** Lists stand in headers as JSON text. */
function listOf(text: string | undefined): string[] {
  if (text === undefined) return [];
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(String) : [];
  } catch {
    return [];
  }
}

function integer(text: string | undefined): bigint | undefined {
  return text !== undefined && /^-?\d{1,19}$/.test(text) ? BigInt(text) : undefined;
}
