/** Moves one element instance to the target definition, with all that belongs to it: job, incidents, user task, variables, subscriptions. */
import type { ExecutableElement } from '../../model/executable.ts';
import type { Rejection } from '../../protocol/record.ts';
import { instanceValue, type Visit, visitOf } from '../lifecycle/visit.ts';
import { migrateCatches } from './catches.ts';
import { type MigrationPlan, refuseMigration, targetOf } from './plan.ts';

/** Migrates an element instance; everything is undone if one of them is refused. */
export function migrateElement(plan: MigrationPlan, visit: Visit): Rejection | undefined {
  const target = targetOf(plan, visit);
  if ('reason' in target) return target;
  const refused = refuseUnfinished(plan, visit);
  if (refused !== undefined) return refused;
  const { p, key } = visit;
  const sourceId = visit.element.id;
  const { bpmnProcessId, version, processDefinitionKey } = plan.definition.value;
  const value = { ...instanceValue(visit.instance), elementId: target.id, bpmnProcessId, version, processDefinitionKey };
  p.emit('PROCESS_INSTANCE', 'ELEMENT_MIGRATED', key, value);
  migrateJob(plan, visit, target);
  migrateIncidents(plan, visit, target);
  migrateUserTask(plan, visit, target);
  migrateVariables(plan, visit);
  const migrated = visitOf(p, key);
  return migrated === undefined ? undefined : migrateCatches(plan, migrated, sourceId);
}

/** What is half done cannot be moved: something waits at a join, was triggered, or is ending. */
function refuseUnfinished(plan: MigrationPlan, { p, key, instance }: Visit): Rejection | undefined {
  const isInterrupted =
    instance.interruptedBy !== '' && plan.target.elements.get(instance.interruptedBy)?.scope?.type !== 'EVENT_SUB_PROCESS';
  if (
    instance.state !== 'TERMINATING' &&
    p.state.elements.arrivals(key).length === 0 &&
    p.state.triggers.first(key) === undefined &&
    !isInterrupted
  )
    return undefined;
  return refuseMigration(
    plan.root,
    'INVALID_STATE',
    `element '${instance.elementId}' is in the middle of something, such as a concurrent command: a sequence flow waits at a join, or an event has been triggered. Please retry the migration later.`,
  );
}

function migrateJob({ definition }: MigrationPlan, { p, instance }: Visit, target: ExecutableElement): void {
  const job = p.state.jobs.get(instance.jobKey);
  if (job === undefined) return;
  const { bpmnProcessId, version, processDefinitionKey } = definition.value;
  p.emit('JOB', 'MIGRATED', instance.jobKey, {
    ...job.value,
    elementId: target.id,
    bpmnProcessId,
    processDefinitionVersion: version,
    processDefinitionKey,
  });
}

function migrateIncidents({ definition }: MigrationPlan, { p, key }: Visit, target: ExecutableElement): void {
  const { bpmnProcessId, processDefinitionKey } = definition.value;
  for (const incidentKey of [...p.state.incidents.ofElement(key)]) {
    const value = p.state.incidents.get(incidentKey)?.value;
    if (value === undefined) continue;
    p.emit('INCIDENT', 'MIGRATED', incidentKey, { ...value, elementId: target.id, bpmnProcessId, processDefinitionKey });
  }
}

function migrateUserTask({ definition }: MigrationPlan, { p, instance }: Visit, target: ExecutableElement): void {
  const task = p.state.userTasks.get(instance.userTaskKey);
  if (task === undefined) return;
  const { bpmnProcessId, version, processDefinitionKey } = definition.value;
  p.emit('USER_TASK', 'MIGRATED', instance.userTaskKey, {
    ...task.value,
    elementId: target.id,
    bpmnProcessId,
    processDefinitionVersion: version,
    processDefinitionKey,
  });
}

/** Only tells: values do not change, and the record says null in their place, as the reference's. */
function migrateVariables({ definition }: MigrationPlan, { p, key, instance }: Visit): void {
  const { bpmnProcessId, processDefinitionKey, tenantId } = definition.value;
  for (const row of p.state.variables.of(key).values()) {
    p.emit('VARIABLE', 'MIGRATED', row.key, {
      name: row.name,
      value: 'null',
      scopeKey: key,
      processInstanceKey: instance.processInstanceKey,
      processDefinitionKey,
      bpmnProcessId,
      tenantId,
    });
  }
}
