// The oldest message that a process has not had is found from a remembered place on: it must be the one that a search of all finds, also after an undo.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { valueTypes } from '../../protocol/value-types.ts';
import { Journal } from './journal.ts';
import { Messages } from './messages.ts';

const group = { tenantId: '<default>', name: 'paid', correlationKey: 'k' };
const processes = ['a', 'b'];
const nowMs = 100;

/** The remembered place, if there is one, must not matter. */
function searched(messages: Messages, bpmnProcessId: string): number | undefined {
  const keys = [...messages.table.entries()]
    .filter(([, { value, processIds }]) => value.deadline > nowMs && !processIds.includes(bpmnProcessId))
    .map(([key]) => key);
  return keys.length === 0 ? undefined : Math.min(...keys);
}

test('the oldest message for a process is found, whatever was given, taken back, expired or undone', () => {
  const move = fc.tuple(
    fc.constantFrom('publish', 'give', 'give', 'give', 'back', 'expire', 'undo'),
    fc.nat(),
    fc.constantFrom(...processes),
  );
  fc.assert(
    fc.property(fc.array(move, { minLength: 60, maxLength: 300 }), (moves) => {
      const journal = new Journal();
      const messages = new Messages(journal);
      let next = 1;
      const change = (kind: string, at: number, bpmnProcessId: string): void => {
        const keys = [...messages.table.entries()].map(([key]) => key);
        const key = keys[at % Math.max(1, keys.length)] ?? 0;
        const deadline = at % 9 === 0 ? nowMs : nowMs + 1;
        if (kind === 'publish')
          messages.table.put(next++, { value: valueTypes.MESSAGE.codec.complete({ ...group, deadline }), processIds: [] });
        else if (kind === 'give') messages.give(messages.oldestFor(bpmnProcessId, group, nowMs) ?? -1, bpmnProcessId);
        else if (kind === 'back') messages.takeBack(key, bpmnProcessId);
        else if (kind === 'expire') messages.table.delete(key);
      };
      for (let count = 0; count < 60; count++) change('publish', 1, 'a');
      for (const [kind, at, bpmnProcessId] of moves) {
        journal.begin();
        change(kind === 'undo' ? (['expire', 'give', 'back'][at % 3] ?? '') : kind, at, bpmnProcessId);
        if (kind === 'undo') {
          // What is found before the undo is remembered.
          for (const id of processes) messages.oldestFor(id, group, nowMs);
          journal.rollback();
        } else journal.commit();
        for (const id of processes) expect(messages.oldestFor(id, group, nowMs)).toBe(searched(messages, id));
      }
    }),
    { numRuns: 30 },
  );
});
