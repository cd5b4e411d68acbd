import type { JobFacts } from '@app/contracts';
import type { JobNow } from './job-now.js';

/** What there is to tell of a job at the instant at which it was looked at. */
export function factsOf(job: JobNow): JobFacts {
  throw new Error(`not yet ${job.id}`);
}
