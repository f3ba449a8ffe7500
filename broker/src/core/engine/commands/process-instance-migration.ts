/** Processor of PROCESS_INSTANCE_MIGRATION MIGRATE: a running instance goes on under another definition, all of it or nothing. */
import { wireKey } from '../../protocol/key.ts';
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { deleteProcessWhenUnused } from '../lifecycle/process-deletion.ts';
import { type Visit, visitOf } from '../lifecycle/visit.ts';
import { migrateElement } from '../migration/element.ts';
import { type MigrationPlan, planMigration, refuseMigration } from '../migration/plan.ts';
import type { Processing } from '../processing.ts';
import type { Processors } from './processor.ts';

/** Element instances that are migrated in one step, at most; an instance with more is refused, since half a migration is none. */
const ELEMENTS_MAX = 10_000;

/** The processors. */
export const processInstanceMigrationCommands: Processors<'PROCESS_INSTANCE_MIGRATION'> = { MIGRATE: migrate };

function migrate(p: Processing, command: RecordOf<'PROCESS_INSTANCE_MIGRATION'>): Rejection | undefined {
  const { processInstanceKey, targetProcessDefinitionKey, mappingInstructions } = command.value;
  const root = visitOf(p, processInstanceKey);
  if (root === undefined || root.instance.elementType !== 'PROCESS' || root.instance.state === 'TERMINATING') {
    const name = wireKey(p.config.partition, processInstanceKey);
    return rejection('NOT_FOUND', `Expected to migrate process instance but no process instance found with key '${name}'`);
  }
  const definition = p.state.definitions.get(targetProcessDefinitionKey);
  if (definition?.state !== 'ACTIVE' || definition.value.tenantId !== root.instance.tenantId) {
    const name = wireKey(p.config.deploymentPartition, targetProcessDefinitionKey);
    return rejection(
      'NOT_FOUND',
      `Expected to migrate process instance to process definition but no process definition found with key '${name}'`,
    );
  }
  const sourceKey = root.instance.processDefinitionKey;
  const plan = planMigration(root, definition, mappingInstructions);
  if ('reason' in plan) return plan;
  const refused = migrateAll(plan);
  if (refused !== undefined) return refused;
  p.answer(p.emit('PROCESS_INSTANCE_MIGRATION', 'MIGRATED', processInstanceKey, command.value));
  deleteProcessWhenUnused(p, sourceKey);
  return undefined;
}

/** Scopes before what is in them. */
function migrateAll(plan: MigrationPlan): Rejection | undefined {
  const { p } = plan.root;
  const left: number[] = [plan.root.key];
  for (let at = 0; at < left.length; at++) {
    if (at >= ELEMENTS_MAX)
      return refuseMigration(
        plan.root,
        'INVALID_STATE',
        `it has more than ${ELEMENTS_MAX} active elements, which is more than one step moves`,
      );
    const key = left[at] as number;
    const children = [...p.state.elements.children(key)];
    const visit: Visit | undefined = visitOf(p, key);
    const refused = visit === undefined ? undefined : migrateElement(plan, visit);
    if (refused !== undefined) return refused;
    left.push(...children);
  }
  return migrateCompensations(plan);
}

/** What completed activities left behind follows the mapping; what is not mapped cannot be undone any more. */
function migrateCompensations({ root, targets, definition }: MigrationPlan): Rejection | undefined {
  const { p } = root;
  for (const key of p.state.compensations.ofInstance(root.key)) {
    const row = p.state.compensations.table.get(key);
    if (row === undefined) continue;
    if (row.state !== 'OPEN')
      return refuseMigration(root, 'INVALID_STATE', 'a compensation is under way. Please retry the migration later.');
    const { value } = row;
    const activity = targets.get(value.compensableActivityId);
    const handler = activity?.compensationHandler?.id ?? '';
    if (activity === undefined || (handler === '') !== (value.compensationHandlerId === '')) {
      p.emit('COMPENSATION_SUBSCRIPTION', 'DELETED', key, value);
      continue;
    }
    const { processDefinitionKey } = definition.value;
    p.emit('COMPENSATION_SUBSCRIPTION', 'MIGRATED', key, {
      ...value,
      compensableActivityId: activity.id,
      compensationHandlerId: handler,
      processDefinitionKey,
    });
  }
  return undefined;
}
