/** Executable models of the deployed processes and decisions: derived from the definitions, built when first asked for, kept for the life of the partition. */
import type { DecisionGraph } from '../dmn/decision-model.ts';
import { readDmn } from '../dmn/read-dmn.ts';
import { readStoredBpmn } from '../model/bpmn-model.ts';
import type { ExecutableElement, ExecutableProcess } from '../model/executable.ts';
import type { Value } from '../protocol/value-types.ts';
import type { State } from './state/state.ts';

const decoder = new TextDecoder('utf-8');

/** Ends the id of an inner instance of an ad-hoc sub-process, which has that element for its model. */
const INNER_INSTANCE = /#innerInstance$/;

/** Cache of executable models by definition key. */
export class Models {
  readonly #state: State;
  readonly #processes = new Map<number, ExecutableProcess>();
  readonly #decisions = new Map<number, DecisionGraph>();
  /** The resource read last: the processes of one file are asked for one after another, and each has the whole file. */
  #lastRead: { readonly name: string; readonly processes: readonly ExecutableProcess[] } = { name: '', processes: [] };

  constructor(state: State) {
    this.#state = state;
    state.definitions.table.watch((key, _before, after) => {
      if (after === undefined) this.#processes.delete(key);
    });
    state.decisions.requirements.watch((key, _before, after) => {
      if (after === undefined) this.#decisions.delete(key);
    });
  }

  /** The model of a definition that exists; a missing one is a bug. */
  process(processDefinitionKey: number): ExecutableProcess {
    const known = this.#processes.get(processDefinitionKey);
    if (known !== undefined) return known;
    const row = this.#state.definitions.get(processDefinitionKey);
    if (row === undefined) throw new Error(`Expected process definition ${processDefinitionKey} to exist, but it does not`);
    const process = this.#read(row.value).find((candidate) => candidate.id === row.value.bpmnProcessId);
    if (process === undefined)
      throw new Error(`Expected the resource of process ${row.value.bpmnProcessId} to read as at its deployment, but it does not`);
    this.#processes.set(processDefinitionKey, process);
    return process;
  }

  /** The processes of a resource; none when it does not read. */
  #read({ resourceName, checksum, resource }: Value<'PROCESS'>): readonly ExecutableProcess[] {
    const name = `${checksum} ${resourceName}`;
    if (this.#lastRead.name !== name) {
      this.#lastRead = { name, processes: readStoredBpmn(decoder.decode(resource)) };
    }
    return this.#lastRead.processes;
  }

  /** A decision requirements graph that exists; a missing one is a bug. */
  decisions(decisionRequirementsKey: number): DecisionGraph {
    const known = this.#decisions.get(decisionRequirementsKey);
    if (known !== undefined) return known;
    const row = this.#state.decisions.requirements.get(decisionRequirementsKey);
    if (row === undefined) throw new Error(`Expected decision requirements ${decisionRequirementsKey} to exist, but they do not`);
    const model = readDmn(decoder.decode(row.value.resource));
    if ('problems' in model)
      throw new Error(`Expected the resource of ${row.value.decisionRequirementsId} to read as at its deployment, but it does not`);
    this.#decisions.set(decisionRequirementsKey, model.graph);
    return model.graph;
  }

  /** An element of a definition; a missing one is a bug. */
  element(processDefinitionKey: number, elementId: string): ExecutableElement {
    const { elements } = this.process(processDefinitionKey);
    const element = elements.get(elementId) ?? elements.get(elementId.replace(INNER_INSTANCE, ''));
    if (element === undefined)
      throw new Error(`Expected element ${elementId} in process definition ${processDefinitionKey}, but there is none`);
    return element;
  }
}
