/** DeployProcess: the older call for processes only; zeebe-node still makes it. */
import type { DeployProcessRequest, DeployProcessResponse } from '@millrace/proto/gateway';
import { type CommandRpc, expectRecord } from '../command-call.ts';
import { deploymentCommand } from '../deployment-command.ts';
import { processMetadata } from '../process-metadata.ts';
import { isRefusal } from '../refusal.ts';

/** Same deployment, answered without decisions and forms. */
export const deployProcess: CommandRpc<DeployProcessRequest, DeployProcessResponse> = {
  name: 'DeployProcess',
  prepare: ({ processes }, { router }) =>
    deploymentCommand(
      processes.map(({ name, definition }) => ({ resourceName: name, resource: definition })),
      '',
      'DeployProcess',
      router,
    ),
  respond(record, _partition, { router }) {
    const deployed = expectRecord(record, 'DEPLOYMENT');
    if (isRefusal(deployed)) return deployed;
    const processes = deployed.value.processesMetadata.map((metadata) => processMetadata(metadata, router));
    return { key: router.definitionKey(deployed.key), processes };
  },
};
