/** SetVariables: a document merged into a scope of a running instance. */
import type { SetVariablesRequest, SetVariablesResponse } from '@millrace/proto/gateway';
import { counterOfKey, wireKey } from '../../../core/protocol/key.ts';
import { variableDocument } from '../../../core/protocol/values/variable-document.ts';
import type { CommandRpc } from '../command-call.ts';
import { isRefusal } from '../refusal.ts';
import { documentOf, operationOf } from '../request-fields.ts';

/** `local`: into this very scope; otherwise each name goes to the nearest scope that has it, else to the root. */
export const setVariables: CommandRpc<SetVariablesRequest, SetVariablesResponse> = {
  name: 'SetVariables',
  prepare(request, { router }) {
    const variables = documentOf(request.variables);
    if (isRefusal(variables)) return variables;
    const operation = operationOf(request.operationReference);
    if (isRefusal(operation)) return operation;
    const partition = router.ofKey(request.elementInstanceKey);
    if (isRefusal(partition)) return partition;
    const value = {
      ...variableDocument.codec.initial,
      scopeKey: counterOfKey(request.elementInstanceKey),
      updateSemantics: request.local ? ('LOCAL' as const) : ('PROPAGATE' as const),
      variables,
    };
    return { partition, command: { valueType: 'VARIABLE_DOCUMENT', intent: 'UPDATE', key: -1, value, ...operation } };
  },
  respond: (record, partition) => ({ key: wireKey(partition.number, record.key) }),
};
