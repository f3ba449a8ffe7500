/** The plan of a migration: which element of the target stands for which of the source, and whether an active element may follow it. */
import type { ExecutableElement, ExecutableProcess } from '../../model/executable.ts';
import { wireKey } from '../../protocol/key.ts';
import type { Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import type { Value } from '../../protocol/value-types.ts';
import type { Visit } from '../lifecycle/visit.ts';
import type { ProcessRow } from '../state/definitions.ts';

/** A checked plan. */
export interface MigrationPlan {
  readonly root: Visit;
  readonly source: ExecutableProcess;
  readonly target: ExecutableProcess;
  readonly definition: ProcessRow;
  /** Target element by the id of its source; the processes themselves included. */
  readonly targets: ReadonlyMap<string, ExecutableElement>;
}

/** Refuses with the instance's key in the text. */
export function refuseMigration(root: Visit, type: Rejection['type'], problem: string): Rejection {
  return rejection(type, `Expected to migrate process instance '${wireKey(root.p.config.partition, root.key)}' but ${problem}`);
}

/** Reads the mapping instructions. */
export function planMigration(
  root: Visit,
  definition: ProcessRow,
  instructions: Value<'PROCESS_INSTANCE_MIGRATION'>['mappingInstructions'],
): MigrationPlan | Rejection {
  const source = root.p.models.process(root.instance.processDefinitionKey);
  const target = root.p.models.process(definition.value.processDefinitionKey);
  const targets = new Map<string, ExecutableElement>([[source.id, target.root]]);
  for (const { sourceElementId, targetElementId } of instructions) {
    const element = target.elements.get(targetElementId);
    if (targets.has(sourceElementId))
      return refuseMigration(
        root,
        'INVALID_ARGUMENT',
        `the mapping instructions contain duplicate source element ids '[${sourceElementId}]'.`,
      );
    if (!source.elements.has(sourceElementId))
      return refuseMigration(
        root,
        'INVALID_ARGUMENT',
        `mapping instructions contain a non-existing source element id '${sourceElementId}'. Elements provided in mapping instructions must exist in the source process definition.`,
      );
    if (element === undefined)
      return refuseMigration(
        root,
        'INVALID_ARGUMENT',
        `mapping instructions contain a non-existing target element id '${targetElementId}'. Elements provided in mapping instructions must exist in the target process definition.`,
      );
    targets.set(sourceElementId, element);
  }
  return { root, source, target, definition, targets };
}

/** The element that an active element goes on as, or why it cannot. */
export function targetOf(plan: MigrationPlan, visit: Visit): ExecutableElement | Rejection {
  const { element: source } = visit;
  const target = plan.targets.get(source.id);
  const invalid = (problem: string): Rejection => refuseMigration(plan.root, 'INVALID_STATE', problem);
  if (target === undefined)
    return invalid(
      `no mapping instruction defined for active element with id '${source.id}'. Elements cannot be migrated without a mapping.`,
    );
  if (source.type !== target.type || source.eventType !== target.eventType)
    return invalid(
      `active element with id '${source.id}' and type '${source.type}' is mapped to an element with id '${target.id}' and different type '${target.type}'. Elements must be mapped to elements of the same type.`,
    );
  if (catchesEscalation(source) || catchesEscalation(target))
    return invalid(
      `active element with id '${source.id}' has one or more boundary events or event subprocesses of types 'ESCALATION'. Migrating active elements with events of these types is not possible yet.`,
    );
  const problem = differenceOf(source, target);
  if (problem !== undefined) return invalid(`active element with id '${source.id}' is mapped to element '${target.id}' ${problem}`);
  const scope = source.scope === undefined ? undefined : plan.targets.get(source.scope.id);
  if (scope?.id !== target.scope?.id)
    return invalid(
      `the flow scope of active element with id '${source.id}' is changed. The flow scope of the active element is expected to be '${scope?.id ?? ''}' but was '${target.scope?.id ?? ''}'. The flow scope must be unchanged.`,
    );
  return target;
}

/** Of a loop only what is attached to it counts, as seen on the reference. */
function catchesEscalation({ boundaryEvents, eventSubProcesses, loop }: ExecutableElement): boolean {
  const starts = loop === undefined ? eventSubProcesses.flatMap(({ startEvents }) => startEvents) : [];
  return [...boundaryEvents, ...starts].some(({ trigger }) => trigger?.kind === 'escalation');
}

function differenceOf(source: ExecutableElement, target: ExecutableElement): string | undefined {
  if (source.loop?.sequential !== target.loop?.sequential) return 'with another kind of loop, or with none';
  if (source.userTask?.native !== target.userTask?.native) return 'with another implementation of the user task';
  if ((source.job === undefined) !== (target.job === undefined)) return 'that is done in another way: one by a job, one not';
  return undefined;
}
