/** Embedded and event sub-processes: scopes of their own. BPMN 2.0.2 sections 13.3.4 and 13.5.4. */
import { forgetCompensation } from '../lifecycle/compensation.ts';
import { childEnded, isEmpty } from '../lifecycle/scope.ts';
import { enterAtStart } from '../lifecycle/start.ts';
import type { ElementBehavior } from './behavior.ts';

/** The embedded sub-process; its boundary events open with its event sub-processes, when its none start event completes. */
export const subProcess: ElementBehavior = {
  mappings: 'both',
  subscribes: 'none',
  activated(visit) {
    enterAtStart(visit);
    return 'wait';
  },
  isDone: (visit) => isEmpty(visit.p, visit.key),
};

/** The event sub-process: no flows lead on from it, its end is an end in the scope around it. */
export const eventSubProcess: ElementBehavior = {
  ...subProcess,
  mappings: 'both',
  mapped(visit) {
    forgetCompensation(visit.p, visit.key);
    return undefined;
  },
  leave: (visit) => childEnded(visit, 'completed'),
};
