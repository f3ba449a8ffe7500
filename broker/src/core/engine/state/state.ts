/** The projection of one partition: everything its events add up to. Only appliers change it. */
import type { Value } from '../../protocol/value-types.ts';
import { ConditionalSubscriptions } from './conditional-subscriptions.ts';
import { CompensationSubscriptions } from './compensation-subscriptions.ts';
import { Creations } from './creations.ts';
import { Decisions } from './decisions.ts';
import { Definitions } from './definitions.ts';
import { Distributions } from './distributions.ts';
import { ElementInstances } from './element-instances.ts';
import { EventTriggers } from './event-triggers.ts';
import { Incidents } from './incidents.ts';
import { Jobs } from './jobs.ts';
import { Journal } from './journal.ts';
import { PartitionFacts } from './partition-facts.ts';
import { Heard } from './heard.ts';
import { MessageDeliveries } from './message-deliveries.ts';
import { Messages } from './messages.ts';
import { MessageStartSubscriptions } from './message-start-subscriptions.ts';
import { MessageSubscriptions } from './message-subscriptions.ts';
import { ProcessMessageSubscriptions } from './process-message-subscriptions.ts';
import { SignalSubscriptions } from './signal-subscriptions.ts';
import { Requests } from './requests.ts';
import { Signals } from './signals.ts';
import { LoopOutputs } from './loop-outputs.ts';
import type { Table } from './table.ts';
import { Timers } from './timers.ts';
import { UserTasks } from './user-tasks.ts';
import { Variables } from './variables.ts';
import { VersionedFiles } from './versioned-files.ts';

/** All projections of a partition. */
export class State {
  /** Whether this is the deployment partition, whose counter definitions take their keys from. */
  readonly ownsDefinitions: boolean;
  readonly journal = new Journal();
  readonly loopOutputs = new LoopOutputs(this.journal);
  readonly compensations = new CompensationSubscriptions(this.journal);
  readonly distributions = new Distributions(this.journal);
  readonly facts = new PartitionFacts(this.journal);
  readonly #isBanned = (processInstanceKey: number): boolean => this.facts.isBanned(processInstanceKey);
  readonly elements = new ElementInstances(this.journal);
  readonly variables = new Variables(this.journal);
  readonly jobs = new Jobs(this.journal, this.#isBanned);
  readonly incidents = new Incidents(this.journal);
  readonly triggers = new EventTriggers(this.journal);
  readonly definitions = new Definitions(this.journal);
  readonly timers = new Timers(this.journal, this.#isBanned);
  readonly creations = new Creations(this.journal);
  readonly messages = new Messages(this.journal);
  readonly messageSubscriptions = new MessageSubscriptions(this.journal);
  readonly processMessageSubscriptions = new ProcessMessageSubscriptions(this.journal, this.#isBanned);
  readonly messageStarts = new MessageStartSubscriptions(this.journal);
  readonly signalSubscriptions = new SignalSubscriptions(this.journal);
  readonly messageDeliveries = new MessageDeliveries(this.journal);
  readonly heard = new Heard(this.journal);
  readonly requests = new Requests(this.journal);
  readonly signals = new Signals(this.journal);
  readonly conditionalSubscriptions = new ConditionalSubscriptions(this.journal);
  readonly forms = new VersionedFiles<Value<'FORM'>>(
    this.journal,
    { files: [40, 'forms'], highest: [44, 'form-versions'] },
    ({ formId }) => formId,
  );
  readonly resources = new VersionedFiles<Value<'RESOURCE'>>(
    this.journal,
    { files: [45, 'resources'], highest: [46, 'resource-versions'] },
    ({ resourceId }) => resourceId,
  );
  readonly decisions = new Decisions(this.journal);
  readonly userTasks = new UserTasks(this.journal);

  constructor(ownsDefinitions: boolean) {
    this.ownsDefinitions = ownsDefinitions;
  }

  /** Every table by its number, for stores and digests. */
  get tables(): ReadonlyMap<number, Table<number | string, object>> {
    return this.journal.tables as unknown as ReadonlyMap<number, Table<number | string, object>>;
  }
}
