/** Decisions and the requirements graphs they lie in: by key, by id and version, by version tag and deployment. */
import type { Value } from '../../protocol/value-types.ts';
import { indexBy } from './group-index.ts';
import type { Journal } from './journal.ts';
import { Table } from './table.ts';
import { VersionIndex } from './version-index.ts';

/** One version of a decision. */
export interface DecisionRow {
  readonly value: Value<'DECISION'>;
}

/** One version of a DMN file. */
export interface DecisionRequirementsRow {
  readonly value: Value<'DECISION_REQUIREMENTS'>;
}

/** The projection of decisions and requirements graphs. */
export class Decisions {
  readonly table: Table<number, DecisionRow>;
  readonly requirements: Table<number, DecisionRequirementsRow>;
  readonly versions: VersionIndex<DecisionRow>;
  readonly requirementsVersions: VersionIndex<DecisionRequirementsRow>;
  readonly #ofRequirements;

  constructor(journal: Journal) {
    this.table = new Table(41, 'decisions', journal);
    this.requirements = new Table(42, 'decision-requirements', journal);
    this.#ofRequirements = indexBy(this.table, (row) => row.value.decisionRequirementsKey);
    this.versions = new VersionIndex(this.table, ({ value }) => ({
      tenantId: value.tenantId,
      id: value.decisionId,
      version: value.version,
      versionTag: value.versionTag,
      deploymentKey: value.deploymentKey,
    }));
    this.requirementsVersions = new VersionIndex(this.requirements, ({ value }) => ({
      tenantId: value.tenantId,
      id: value.decisionRequirementsId,
      version: value.decisionRequirementsVersion,
      versionTag: '',
      deploymentKey: value.deploymentKey,
    }));
  }

  get(key: number): DecisionRow | undefined {
    return this.table.get(key);
  }

  /** Keys of the decisions of a requirements graph, in file order. */
  ofRequirements(decisionRequirementsKey: number): readonly number[] {
    return this.#ofRequirements.keys(decisionRequirementsKey);
  }
}
