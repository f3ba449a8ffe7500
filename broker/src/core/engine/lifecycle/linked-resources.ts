/** Files that an element links to, found when its job is made: the worker gets their keys in a header. */
import type { JobDefinition } from '../../model/executable.ts';
import { wireKey } from '../../protocol/key.ts';
import type { Scope } from '../../feel/expression.ts';
import { stringOf } from '../expressions.ts';
import { bindingText, boundVersion } from './bound-version.ts';
import { type Failure, failure, isFailure, type Visit } from './visit.ts';

/** Name of the header, as the reference has it. */
const HEADER = 'linkedResources';

/** The headers of a job with its linked files among them: `[{"resourceKey","resourceType","linkName"}]` as JSON text. */
export function headersWithLinks(
  visit: Visit,
  { headers, linkedResources }: JobDefinition,
  scope: Scope,
): JobDefinition['headers'] | Failure {
  if (linkedResources.length === 0) return headers;
  const links: object[] = [];
  for (const { resourceId, resourceType, linkName, binding } of linkedResources) {
    const id = stringOf(visit.p, resourceId, scope);
    if (isFailure(id)) return id;
    const found = boundVersion(visit, visit.p.state.resources.versions, id, binding);
    if (found === undefined) {
      const where = bindingText(binding);
      return failure(
        'RESOURCE_NOT_FOUND',
        `Expected to find a resource with id '${id}'${where}, but there is none. Deploy it and resolve the incident.`,
      );
    }
    const resourceKey = String(wireKey(visit.p.config.deploymentPartition, found.value.resourceKey));
    links.push({ resourceKey, resourceType, linkName });
  }
  return { ...headers, [HEADER]: JSON.stringify(links) };
}
