/** To which process instance a command belongs, so that a banned instance's commands are skipped. */
import type { AnyRecord } from '../protocol/record.ts';
import type { State } from './state/state.ts';

/** The instance's key; -1 for commands that belong to none. */
export function instanceOf(state: State, command: AnyRecord): number {
  switch (command.valueType) {
    case 'PROCESS_INSTANCE':
      return command.intent === 'CANCEL' ? -1 : command.value.processInstanceKey;
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
    case 'PROCESS_INSTANCE_MODIFICATION':
    case 'PROCESS_INSTANCE_MIGRATION':
    case 'USER_TASK':
      return command.value.processInstanceKey;
    default:
      return -1;
  }
}
