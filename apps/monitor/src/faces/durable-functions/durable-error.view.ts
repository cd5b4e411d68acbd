import { type DurableError, type Problem, type ProblemCode, isOutcome } from '@app/contracts';
import { AppError } from '@app/platform';
import { MonitorEnded, MonitorUnknown } from '../../monitors/monitor.errors.js';
import type { MonitorSnapshot } from '../../monitors/monitor.machine.js';

/** Where that API's status is another one: whatever is invalid is a 400, what has ended is gone. */
const statuses: Partial<Record<ProblemCode, number>> = {
  'body-invalid': 400,
  'parameter-invalid': 400,
  'monitor-ended': 410,
};

/** A problem in the form of the Durable Functions HTTP API; `allowed` names the methods where another was used. */
export function toDurableError(problem: Problem, allowed: string[] = []): { status: number; body: DurableError } {
  if (allowed.length > 0) return { status: 405, body: { Message: `This route takes ${allowed.join(', ')}.` } };
  const status = statuses[problem.code] ?? problem.status;
  const places = problem.errors?.map(
    ({ parameter, pointer, detail }) => `${parameter ?? (pointer || 'The body')} ${detail}`,
  );
  return { status, body: { Message: `${places?.join('; ') ?? problem.detail ?? problem.title}.` } };
}

/** That API calls an unknown id of a restart a bad request. */
export function refuseRestart(error: unknown): never {
  if (!(error instanceof MonitorUnknown)) throw error;
  throw new AppError('parameter-invalid', error.message, [{ parameter: 'instanceId', detail: 'names no instance' }]);
}

/**
 * An event that nobody waits for. That API would take any name and drop it; a 400 tells of the mistake, and unlike a
 * 404 it is not read as an unknown instance.
 */
export function refuseEvent(monitor: MonitorSnapshot & { instanceId: string }, eventName: string): never {
  if (isOutcome(monitor.state)) throw new MonitorEnded(monitor.instanceId);
  if (eventName === 'job-status') throw new AppError('body-invalid', 'The event job-status needs a status as its body');
  throw new AppError('parameter-invalid', 'The events are poll-now and job-status');
}
