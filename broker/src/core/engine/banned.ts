/** To which process instance a command belongs: a banned instance's commands are skipped, and a command that fails bans its instance. */
import type { AnyRecord } from '../protocol/record.ts';
import type { State } from './state/state.ts';

/** The instance's key; -1 for commands that belong to none. */
export function instanceOf(state: State, command: AnyRecord): number {
  switch (command.valueType) {
    case 'PROCESS_INSTANCE':
      // Whatever is wrong with an instance, it can be taken away.
      return command.intent === 'CANCEL' || command.intent === 'TERMINATE_ELEMENT' ? -1 : command.value.processInstanceKey;
    case 'JOB':
      return state.jobs.get(command.key)?.value.processInstanceKey ?? -1;
    case 'TIMER':
      return state.timers.get(command.key)?.value.processInstanceKey ?? -1;
    case 'INCIDENT':
      return state.incidents.get(command.key)?.value.processInstanceKey ?? -1;
    // An offer is turned down by its processor: unanswered it would come again for ever.
    case 'PROCESS_MESSAGE_SUBSCRIPTION':
      return command.intent === 'CORRELATE' ? -1 : command.value.processInstanceKey;
    case 'PROCESS_INSTANCE_BATCH':
      return command.intent === 'TERMINATE' ? -1 : command.value.processInstanceKey;
    case 'PROCESS_INSTANCE_MODIFICATION':
    case 'PROCESS_INSTANCE_MIGRATION':
    case 'USER_TASK':
      return command.value.processInstanceKey;
    default:
      return -1;
  }
}

/** The instance to ban for a command that failed; -1 for commands that belong to none. */
export function culpritOf(state: State, command: AnyRecord): number {
  if (command.valueType === 'PROCESS_INSTANCE' && command.intent === 'CANCEL') return command.key;
  if (command.valueType === 'PROCESS_INSTANCE' || command.valueType === 'PROCESS_INSTANCE_BATCH') return command.value.processInstanceKey;
  return instanceOf(state, command);
}
