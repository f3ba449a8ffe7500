/** Finding the version of a form or decision that a model means: the latest, the one deployed with the process, or the one with a tag. */
import type { Binding } from '../../model/executable.ts';
import type { VersionIndex } from '../state/version-index.ts';
import type { Visit } from './visit.ts';

/** The version of `id` that `binding` means at an element instance; undefined if there is none. */
export function boundVersion<R extends object>(visit: Visit, versions: VersionIndex<R>, id: string, binding: Binding): R | undefined {
  const { tenantId, processDefinitionKey } = visit.instance;
  if (binding.kind === 'latest') return versions.latest(tenantId, id);
  if (binding.kind === 'versionTag') return versions.tagged(tenantId, id, binding.tag);
  const process = visit.p.state.definitions.get(processDefinitionKey);
  return process === undefined ? undefined : versions.deployedWith(tenantId, id, process.value.deploymentKey);
}

/** How messages name a binding that is not the latest. */
export function bindingText(binding: Binding): string {
  if (binding.kind === 'versionTag') return ` and version tag '${binding.tag}'`;
  return binding.kind === 'deployment' ? ' in the deployment of the process' : '';
}
