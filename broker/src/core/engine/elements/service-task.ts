/** Tasks whose work is a job: service task, and the job kinds of send, script and business rule task. BPMN 2.0.2 section 10.3.3. */
import { createJob, type JobPlan, planJob } from '../lifecycle/jobs.ts';
import type { ElementBehavior } from './behavior.ts';

/** The behaviour. The job's variables come with its completion. */
export const serviceTask: ElementBehavior<JobPlan> = {
  mappings: 'both',
  subscribes: 'boundary',
  prepare(visit) {
    if (visit.element.job === undefined) throw new Error(`Expected element ${visit.element.id} to have a job definition, but it has none`);
    return planJob(visit, visit.element.job);
  },
  enter: createJob,
  activated: () => 'wait',
};
