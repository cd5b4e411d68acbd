import type { MonitorState, Process, ProcessRequest, ProcessStatus } from '@app/contracts';
import { AppError } from '@app/platform';
import { errorOf } from '../../monitors/monitor-error.js';
import { MonitorUnknown, ProfileUnknown } from '../../monitors/monitor.errors.js';
import type { MonitorSnapshot } from '../../monitors/monitor.machine.js';
import type { StartRequest } from '../../monitors/start-request.js';
import { StartInvalid } from '../../monitors/start-checks.js';
import { SEED_PROFILE } from '../../profiles/profile-library.js';
import { inputSettings } from '../input-settings.js';

/** Seconds that a client is asked to wait before it asks again. */
const NEXT_LOOK_SEC = 5;

/** The job has the name that the input gives it, else the id of the process. */
export function toStartRequest({ type, input = {} }: ProcessRequest): StartRequest {
  return { profile: type ?? SEED_PROFILE, input, name: input.jobName, ...inputSettings(input) };
}

const statuses: Record<MonitorState, ProcessStatus> = {
  Pending: 'Started',
  Starting: 'Started',
  StartUnknown: 'Started',
  Watching: 'Started',
  Suspended: 'Started',
  Succeeded: 'Completed',
  Failed: 'Failed',
  TimedOut: 'Failed',
  Lost: 'Failed',
  Canceled: 'Canceled',
};

export interface ProcessAnswer {
  code: 200 | 202;
  headers: Record<string, string>;
  body: Process;
}

/** A process that runs tells where and when to ask again. */
export function toProcess(publicBaseUrl: string, monitor: MonitorSnapshot & { id: string }): ProcessAnswer {
  const { id } = monitor;
  const status = statuses[monitor.state];
  if (status === 'Started') {
    const headers = { location: processUrl(publicBaseUrl, id), 'retry-after': String(NEXT_LOOK_SEC) };
    return { code: 202, headers, body: { id, status } };
  }
  const error = errorOf(monitor);
  return { code: 200, headers: {}, body: { id, status, ...(error === undefined ? {} : { error }) } };
}

export function processUrl(publicBaseUrl: string, id: string): string {
  return `${publicBaseUrl}/api/processes/${id}`;
}

/** What the core says of monitors and profiles, said of processes and their types. */
export function toProcessError(error: unknown): unknown {
  if (error instanceof MonitorUnknown) return new AppError('process-unknown', 'There is no process with this id');
  if (error instanceof ProfileUnknown) {
    return new AppError('body-invalid', 'See errors', [{ pointer: '/type', detail: error.message }]);
  }
  if (error instanceof StartInvalid) {
    const errors = error.errors?.map((fault) =>
      fault.pointer === '/profile' ? { ...fault, pointer: '/type' } : fault,
    );
    return new AppError('body-invalid', error.message, errors);
  }
  return error;
}
