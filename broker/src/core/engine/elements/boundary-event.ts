/** Boundary events, once triggered: they only pass on. What they wait for belongs to the activity. BPMN 2.0.2 section 10.5.4. */
import { documentOf } from '../../protocol/document.ts';
import { mergeVariables } from '../lifecycle/variables.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. The trigger's variables are local; they go on by output mappings, or all of them unless they came with an error. */
export const boundaryEvent: ElementBehavior = {
  mappings: 'output',
  subscribes: 'none',
  activated: () => 'complete',
  completing(visit) {
    const { p, element, instance } = visit;
    if (element.outputs.length > 0 || element.eventType === 'ERROR') return undefined;
    const local = [...p.state.variables.of(visit.key).values()].map((row) => [row.name, row.value] as const);
    mergeVariables(p, instance, instance.flowScopeKey, documentOf(local));
    return undefined;
  },
};
