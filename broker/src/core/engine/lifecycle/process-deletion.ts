/** The end of a process version that was deleted while instances of it ran: it goes with the last of them. */
import type { Processing } from '../processing.ts';

/** PROCESS DELETED, if the version is being deleted and no instance of it runs any more. */
export function deleteProcessWhenUnused(p: Processing, processDefinitionKey: number): void {
  const row = p.state.definitions.get(processDefinitionKey);
  if (row?.state !== 'DELETING' || p.state.elements.instanceCount(processDefinitionKey) > 0) return;
  p.emit('PROCESS', 'DELETED', processDefinitionKey, { ...row.value, resource: new Uint8Array(0) });
}
