import type { JobFacts } from '@app/contracts';
import { factsOf } from '../jobs/job-facts.js';
import type { JobNow } from '../jobs/job-now.js';
import type { ClaimedCallback } from './callbacks.repository.js';

/** What there was to tell of a job when the callback came about, whatever became of it since. */
export function factsThen(
  job: JobNow,
  { state, at, event }: Pick<ClaimedCallback, 'state' | 'at' | 'event'>,
): JobFacts {
  const { context } = job;
  const since = (instant: number | undefined) => (instant !== undefined && instant <= at ? instant : undefined);
  const isEnd = event === 'end';
  const then: JobNow['context'] = {
    ...context,
    startedAt: since(context.startedAt),
    cancelRequestedAt: isEnd ? context.cancelRequestedAt : since(context.cancelRequestedAt),
    pausedAt: isEnd ? undefined : since(context.pausedAt),
    endedAt: isEnd ? at : undefined,
  };
  return factsOf({ ...job, state, context: then, endedAt: isEnd ? at : null, now: at });
}

/** Whether there is nothing to tell any more: the job had left its course before it came so far. */
export function isOvertaken(job: JobNow, { event, at }: Pick<ClaimedCallback, 'at' | 'event'>): boolean {
  if (event !== 'progress') return false;
  const { pausedAt, cancelRequestedAt } = job.context;
  return [job.endedAt, pausedAt, cancelRequestedAt].some((instant) => typeof instant === 'number' && instant <= at);
}
