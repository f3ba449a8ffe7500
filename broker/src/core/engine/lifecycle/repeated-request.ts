/** Commands with a request id that came before: answered as the first was, without writing anything. */
import type { RecordOf } from '../../protocol/record.ts';
import type { Processing } from '../processing.ts';
import type { RequestRecord } from '../state/requests.ts';

/**
 * Whether the command is a repeat; then it is answered. The answer has no source position: that tells it from one of its own. While the first is not
 * answered yet, the newest of those who ask is the one who hears.
 */
export function answerRepeat(p: Processing, command: RequestRecord): boolean {
  const earlier = p.state.requests.earlier(command);
  if (earlier === undefined) return false;
  if (earlier.intent === 'CORRELATING') {
    if (command.requestId > 0) p.awaited.set(earlier.key, { requestId: command.requestId, fetchVariables: [] });
    return true;
  }
  const { intent, key, value } = earlier;
  p.answer({ ...command, recordType: 'EVENT', intent, key, value } as RecordOf<'MESSAGE'>);
  return true;
}
