/** The deploy rules together, and how they are asked: all rules of all elements, so that one deployment shows every problem. */
import type { BpmnNode } from '../bpmn/graph.ts';
import { type ModelProblem, PROBLEMS_MAX } from '../problem.ts';
import { straightThroughLoops } from '../straight-through-loop.ts';
import { activityRules } from './activity-rules.ts';
import { compensationRules } from './compensation-rules.ts';
import { definitionRules } from './definition-rules.ts';
import { eventRules } from './event-rules.ts';
import { extensionRules } from './extension-rules.ts';
import { flowRules } from './flow-rules.ts';
import { handlerRules } from './handler-rules.ts';
import type { Rule, RuleContext } from './rule.ts';
import { scopeRules } from './scope-rules.ts';
import { userTaskRules } from './user-task-rules.ts';

const RULES: readonly Rule[] = [
  ...scopeRules,
  ...eventRules,
  ...definitionRules,
  ...flowRules,
  ...activityRules,
  ...userTaskRules,
  ...extensionRules,
  ...handlerRules,
  ...compensationRules,
];

/** Problems of one process, at most {@link PROBLEMS_MAX}. Loops are looked for only where everything else is right. */
export function processProblems(context: RuleContext): readonly ModelProblem[] {
  const problems: ModelProblem[] = [...context.graph.problems];
  for (const node of context.graph.nodes) {
    if (problems.length >= PROBLEMS_MAX) break;
    problems.push(...nodeProblems(node, context).slice(0, PROBLEMS_MAX));
  }
  if (problems.length === 0) problems.push(...straightThroughLoops(context.graph));
  return problems.slice(0, PROBLEMS_MAX);
}

function nodeProblems(node: BpmnNode, context: RuleContext): readonly ModelProblem[] {
  return RULES.flatMap((rule) => rule(node, context));
}
