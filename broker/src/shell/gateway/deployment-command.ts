/** From resources to the command that deploys them; shared by both deploy calls. */
import { deployment } from '../../core/protocol/values/deployment.ts';
import type { Prepared } from './command-call.ts';
import { type Refusal, isRefusal, rejected } from './refusal.ts';
import { DEFAULT_TENANT, tenantFault } from './request-fields.ts';
import type { Router } from './router.ts';

/** One file to deploy. */
export interface DeployedFile {
  readonly resourceName: string;
  readonly resource: Uint8Array;
}

/** The command for partition 1; INVALID_ARGUMENT when there is nothing to deploy. */
export function deploymentCommand(
  resources: readonly DeployedFile[],
  tenantId: string,
  method: string,
  router: Router,
): Prepared | Refusal {
  const tenant = tenantFault(method, tenantId);
  if (tenant !== undefined) return tenant;
  if (resources.length === 0) return rejected('CREATE', 'INVALID_ARGUMENT', 'Expected to deploy at least one resource, but none given');
  const partition = router.deployment();
  if (isRefusal(partition)) return partition;
  const value = { ...deployment.codec.initial, resources, tenantId: DEFAULT_TENANT };
  return { partition, command: { valueType: 'DEPLOYMENT', intent: 'CREATE', key: -1, value } };
}
