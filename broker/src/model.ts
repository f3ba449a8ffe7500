/** The door for tools that read BPMN as the broker does: test kits, code generators, editors. Pure; it starts nothing. */
export { type BpmnModel, readBpmn } from './core/model/bpmn-model.ts';
export { type Bounds, type Diagram, type DiagramEdge, type DiagramShape, readDiagram } from './core/model/diagram.ts';
export type { ExecutableElement, ExecutableProcess, SequenceFlow } from './core/model/executable.ts';
export type { ModelProblem } from './core/model/problem.ts';
