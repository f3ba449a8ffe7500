/** Processor of VARIABLE_DOCUMENT UPDATE: a client sets variables of a scope. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { mergeVariables, setLocal } from '../lifecycle/variables.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** The processors. */
export const variableDocumentCommands: Processors<'VARIABLE_DOCUMENT'> = { UPDATE: updateDocument };

function updateDocument(p: Processing, command: RecordOf<'VARIABLE_DOCUMENT'>): Rejection | undefined {
  const { scopeKey, updateSemantics, variables } = command.value;
  const scope = p.state.elements.get(scopeKey);
  if (scope === undefined || scope.state === 'TERMINATING') {
    return rejection(
      'NOT_FOUND',
      `Expected to update variables for element with key '${wireKey(p.config.partition, scopeKey)}', but no such element was found`,
    );
  }
  const key = p.nextKey();
  if (updateSemantics === 'LOCAL') setLocal(p, scope, scopeKey, variables);
  else mergeVariables(p, scope, scopeKey, variables);
  p.answer(p.emit('VARIABLE_DOCUMENT', 'UPDATED', key, command.value));
  return undefined;
}
