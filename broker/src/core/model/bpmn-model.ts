/** From the text of a BPMN file to executable processes, or to everything that is wrong with it. Pure and synchronous; hostile input gives problems, too. */
import { executableProcess } from './bpmn/executable-process.ts';
import { type BpmnGraph, readGraph } from './bpmn/graph.ts';
import type { ExecutableProcess } from './executable.ts';
import { TextCompiler } from './model-text.ts';
import { type ModelProblem, PROBLEMS_MAX } from './problem.ts';
import { processProblems } from './rules/all-rules.ts';
import {
  definitionsRule,
  elementsById,
  executableProcesses,
  executableRule,
  flagRule,
  idRule,
  vocabularyRule,
} from './rules/document-rules.ts';
import type { XmlElement } from './xml/xml-element.ts';
import { readXml } from './xml/xml-reader.ts';

/** The executable processes of a file in file order, at least one; or its problems, at least one and at most {@link PROBLEMS_MAX}. */
export type BpmnModel = { readonly processes: readonly ExecutableProcess[] } | { readonly problems: readonly ModelProblem[] };

/** Reads a BPMN 2.0 file. Processes that are not executable are passed over, as are drawings, lanes, data and annotations. */
export function readBpmn(xml: string): BpmnModel {
  const document = readXml(xml);
  if ('problem' in document) return { problems: [{ elementId: '', elementType: 'xml', message: document.problem }] };
  const problems = definitionsRule(document.root);
  return problems.length > 0 ? { problems } : readDefinitions(document.root);
}

/**
 * Reads a file that was deployed: the rules were asked then, and what a later version of the broker would refuse goes on running. A process that cannot be
 * built any more is left out.
 */
export function readStoredBpmn(xml: string): readonly ExecutableProcess[] {
  const document = readXml(xml);
  if ('problem' in document) return [];
  const { root } = document;
  const compiler = new TextCompiler();
  const byId = elementsById(root);
  return executableProcesses(root).flatMap((process) => {
    try {
      return [executableProcess({ compiler, graph: readGraph(process), elementsById: byId })];
    } catch {
      // An expression that the language has lost: whoever asks for the process says so.
      return [];
    }
  });
}

function readDefinitions(root: XmlElement): BpmnModel {
  const compiler = new TextCompiler();
  const byId = elementsById(root);
  const graphs = executableProcesses(root).map(readGraph);
  const context = (graph: BpmnGraph) => ({ compiler, graph, elementsById: byId });
  const problems = [
    ...executableRule(root),
    ...vocabularyRule(root),
    ...idRule(root),
    ...flagRule(root),
    ...graphs.flatMap((graph) => processProblems(context(graph))),
  ];
  if (problems.length > 0) return { problems: distinct(problems).slice(0, PROBLEMS_MAX) };
  return { processes: graphs.map((graph) => executableProcess(context(graph))) };
}

/** Two events with one message see the same fault in it: it is said once. */
function distinct(problems: readonly ModelProblem[]): readonly ModelProblem[] {
  const seen = new Set<string>();
  return problems.filter((one) => {
    const key = `${one.elementId}\n${one.elementType}\n${one.message}`;
    return !seen.has(key) && seen.add(key);
  });
}
