/** One deployed process as both deploy calls answer it. */
import type { ProcessMetadata } from '@millrace/proto/gateway';
import type { Value } from '../../core/protocol/value-types.ts';
import type { Router } from './router.ts';

/** The metadata with its wire key. */
export function processMetadata(metadata: Value<'DEPLOYMENT'>['processesMetadata'][number], router: Router): ProcessMetadata {
  return {
    bpmnProcessId: metadata.bpmnProcessId,
    version: metadata.version,
    processDefinitionKey: router.definitionKey(metadata.processDefinitionKey),
    resourceName: metadata.resourceName,
    tenantId: metadata.tenantId,
  };
}
