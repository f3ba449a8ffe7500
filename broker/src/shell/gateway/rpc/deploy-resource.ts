/** DeployResource: puts processes, decisions and forms into the cluster, all or none. */
import type { Deployment, DeployResourceRequest, DeployResourceResponse } from '@millrace/proto/gateway';
import type { Value } from '../../../core/protocol/value-types.ts';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { deploymentCommand } from '../deployment-command.ts';
import { processMetadata } from '../process-metadata.ts';
import { isRefusal } from '../refusal.ts';
import type { Router } from '../router.ts';

/** Decided by partition 1; answered in the order processes, decisions, requirements, forms. */
export const deployResource: CommandRpc<DeployResourceRequest, DeployResourceResponse> = {
  name: 'DeployResource',
  prepare: ({ resources, tenantId }, { router }) =>
    deploymentCommand(
      resources.map(({ name, content }) => ({ resourceName: name, resource: content })),
      tenantId,
      'DeployResource',
      router,
    ),
  respond(record, _partition, { router }) {
    const deployed = expectRecord(record, 'DEPLOYMENT');
    if (isRefusal(deployed)) return deployed;
    return {
      key: router.definitionKey(deployed.key),
      deployments: deploymentsOf(deployed.value, router),
      tenantId: deployed.value.tenantId,
    };
  },
};

function deploymentsOf(value: Value<'DEPLOYMENT'>, router: Router): Deployment[] {
  return [
    ...value.processesMetadata.map((metadata) => ({ process: processMetadata(metadata, router) })),
    ...value.decisionsMetadata.map((metadata) => ({
      decision: {
        dmnDecisionId: metadata.decisionId,
        dmnDecisionName: metadata.decisionName,
        version: metadata.version,
        decisionKey: router.definitionKey(metadata.decisionKey),
        dmnDecisionRequirementsId: metadata.decisionRequirementsId,
        decisionRequirementsKey: router.definitionKey(metadata.decisionRequirementsKey),
        tenantId: metadata.tenantId,
      },
    })),
    ...value.decisionRequirementsMetadata.map((metadata) => ({
      decisionRequirements: {
        dmnDecisionRequirementsId: metadata.decisionRequirementsId,
        dmnDecisionRequirementsName: metadata.decisionRequirementsName,
        version: metadata.decisionRequirementsVersion,
        decisionRequirementsKey: router.definitionKey(metadata.decisionRequirementsKey),
        resourceName: metadata.resourceName,
        tenantId: metadata.tenantId,
      },
    })),
    ...value.formMetadata.map((metadata) => ({
      form: {
        formId: metadata.formId,
        version: metadata.version,
        formKey: router.definitionKey(metadata.formKey),
        resourceName: metadata.resourceName,
        tenantId: metadata.tenantId,
      },
    })),
  ];
}
