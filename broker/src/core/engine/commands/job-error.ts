/** Processor of JOB THROW_ERROR: a worker raises a BPMN error. BPMN 2.0.2 section 10.5.7. */
import type { RecordOf, Rejection } from '../../protocol/record.ts';
import { rejection } from '../../protocol/record.ts';
import { NO_CATCH_EVENT_FOUND } from '../events/job.ts';
import { findErrorCatch, uncaughtErrorText } from '../lifecycle/error-catch.ts';
import { raiseIncident } from '../lifecycle/incident.ts';
import { triggerEvent } from '../lifecycle/trigger.ts';
import { failure, visitOf } from '../lifecycle/visit.ts';
import type { Processing } from '../processing.ts';
import { isRefused, openJob } from './open-job.ts';

/** Throws the error of a job at its element: the nearest catch takes it, or an incident shows that nobody does. */
export function throwJobError(p: Processing, command: RecordOf<'JOB'>): Rejection | undefined {
  const row = openJob(p, command.key, 'throw an error for', ['ACTIVATABLE', 'ACTIVATED']);
  if (isRefused(row)) return row;
  const visit = visitOf(p, row.value.elementInstanceKey);
  if (visit === undefined || visit.instance.state !== 'ACTIVATED' || row.value.jobKind !== 'BPMN_ELEMENT') {
    return rejection(
      'INVALID_STATE',
      `Expected to throw an error for job ${command.key}, but its element instance is not active or it is the job of a listener`,
    );
  }
  const { errorCode, errorMessage, variables } = command.value;
  const thrown = { ...row.value, errorCode, errorMessage, variables };
  const caught = findErrorCatch(visit, errorCode);
  if (caught === undefined) {
    p.answer(p.emit('JOB', 'ERROR_THROWN', command.key, { ...thrown, elementId: NO_CATCH_EVENT_FOUND }));
    raiseIncident(visit, failure('UNHANDLED_ERROR_EVENT', uncaughtErrorText(errorCode, errorMessage)), command.key, NO_CATCH_EVENT_FOUND);
    return undefined;
  }
  p.answer(p.emit('JOB', 'ERROR_THROWN', command.key, thrown));
  triggerEvent(caught.visit, caught.event, variables);
  return undefined;
}
