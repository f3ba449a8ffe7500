/** The total table of element behaviours: an element type without one does not compile. */
import type { ElementType } from '../../protocol/values/process-instance.ts';
import { adHocInnerInstance, adHocSubProcess } from './ad-hoc-sub-process.ts';
import type { ElementBehavior } from './behavior.ts';
import { businessRuleTask } from './business-rule-task.ts';
import { boundaryEvent } from './boundary-event.ts';
import { callActivity } from './call-activity.ts';
import { endEvent } from './end-event.ts';
import { eventBasedGateway } from './event-based-gateway.ts';
import { exclusiveGateway } from './exclusive-gateway.ts';
import { inclusiveGateway } from './inclusive-gateway.ts';
import { intermediateCatchEvent } from './intermediate-catch-event.ts';
import { multiInstanceBody } from './multi-instance-body.ts';
import { intermediateThrowEvent } from './intermediate-throw-event.ts';
import { parallelGateway } from './parallel-gateway.ts';
import { plainTask } from './plain-task.ts';
import { process } from './process.ts';
import { receiveTask } from './receive-task.ts';
import { scriptTask } from './script-task.ts';
import { sendTask } from './send-task.ts';
import { serviceTask } from './service-task.ts';
import { startEvent } from './start-event.ts';
import { eventSubProcess, subProcess } from './sub-process.ts';
import { userTask } from './user-task.ts';

/** Stands for what is no element instance: an activation of it is a bug. */
const never: ElementBehavior = {
  mappings: 'none',
  subscribes: 'none',
  activated(visit) {
    throw new Error(`Expected an element that can be activated, but ${visit.element.id} is a ${visit.element.type}`);
  },
};

const behaviors: { readonly [T in ElementType]: ElementBehavior } = {
  UNSPECIFIED: never,
  SEQUENCE_FLOW: never,
  PROCESS: process,
  SUB_PROCESS: subProcess,
  EVENT_SUB_PROCESS: eventSubProcess,
  START_EVENT: startEvent,
  INTERMEDIATE_CATCH_EVENT: intermediateCatchEvent,
  INTERMEDIATE_THROW_EVENT: intermediateThrowEvent,
  BOUNDARY_EVENT: boundaryEvent,
  END_EVENT: endEvent,
  SERVICE_TASK: serviceTask,
  RECEIVE_TASK: receiveTask,
  USER_TASK: userTask,
  MANUAL_TASK: plainTask,
  TASK: plainTask,
  EXCLUSIVE_GATEWAY: exclusiveGateway,
  PARALLEL_GATEWAY: parallelGateway,
  EVENT_BASED_GATEWAY: eventBasedGateway,
  INCLUSIVE_GATEWAY: inclusiveGateway,
  MULTI_INSTANCE_BODY: multiInstanceBody,
  CALL_ACTIVITY: callActivity,
  BUSINESS_RULE_TASK: businessRuleTask,
  SCRIPT_TASK: scriptTask,
  SEND_TASK: sendTask,
  AD_HOC_SUB_PROCESS: adHocSubProcess,
  AD_HOC_SUB_PROCESS_INNER_INSTANCE: adHocInnerInstance,
};

/** The behaviour of an element type. */
export function behaviorOf(type: ElementType): ElementBehavior {
  return behaviors[type];
}
