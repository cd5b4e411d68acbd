import type { JobFacts, JobState, Standing } from '@app/contracts';
import type { JobNow } from './job-now.js';
import { logsOf, phaseOf, progressOf, startOf } from './job-progress.js';

const ended: Partial<Record<JobState, Standing>> = {
  Completed: 'succeeded',
  Failed: 'failed',
  Canceled: 'canceled',
};

/** How a job stands, in the words of dialects. */
export function standingOf({ state, context }: Pick<JobNow, 'state' | 'context'>): Standing {
  const end = ended[state];
  if (end !== undefined) return end;
  if (context.cancelRequestedAt !== undefined) return 'canceling';
  if (context.pausedAt !== undefined) return 'paused';
  if (context.isOpen === true) return 'open';
  return state === 'Queued' ? 'queued' : 'running';
}

/** What there is to tell of a job at the instant at which it was looked at. */
export function factsOf(job: JobNow): JobFacts {
  const { life, request } = job;
  const standing = standingOf(job);
  const phase = phaseOf(job);
  const status = standing === 'running' ? life.phases?.[phase]?.status : undefined;
  return {
    reference: job.reference,
    id: job.id,
    number: job.number,
    name: job.name,
    request: request?.incoming ?? null,
    bound: request?.bound ?? { job: {} },
    standing,
    phase,
    ...(status === undefined ? {} : { status }),
    progress: progressOf(job),
    result: standing === 'succeeded' ? (life.result ?? null) : null,
    error: standing === 'failed' ? errorOf(job) : null,
    logs: logsOf(job),
    createdAt: job.createdAt,
    startedAt: startOf(job),
    endedAt: job.endedAt,
    now: job.now,
  };
}

function errorOf({ life: { error } }: JobNow): NonNullable<JobFacts['error']> {
  const { code = 'JobFailed', message = 'The job failed', body } = error ?? {};
  return { code, message, ...(body === undefined ? {} : { body }) };
}
