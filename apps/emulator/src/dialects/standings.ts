import type { JobFacts } from '@app/contracts';
import type { FaultEffects } from '../faults/fault-effects.js';
import { factsOf } from '../jobs/job-facts.js';
import type { JobNow } from '../jobs/job-now.js';

const ends: ReadonlySet<JobFacts['standing']> = new Set(['succeeded', 'failed', 'canceled']);

export function hasEnded({ standing }: Pick<JobFacts, 'standing'>): boolean {
  return ends.has(standing);
}

/** What there is to tell of a job, with the word of status that a scenario or a fault puts in the place of the API's. */
export function toldFacts(job: JobNow, { status }: FaultEffects = {}): JobFacts {
  const facts = factsOf(job);
  const word = status ?? (hasEnded(facts) ? job.life.replies?.end?.status : undefined);
  return word === undefined ? facts : { ...facts, status: word };
}
