import type { JobStarted, JobStatus } from '@app/contracts';

interface Job {
  id: string;
  /** Where a dialect or the native API started it, it may have none. */
  name: string | null;
  state: JobStatus['jobStatus'];
}

/** What a start is answered with: the seed's own word, whatever became of the job since. */
export function toJobStarted(job: Job): JobStarted {
  return { jobId: job.id, jobName: job.name ?? job.id, jobStatus: 'Initializing' };
}

export function toJobStatus(job: Job): JobStatus {
  return { jobId: job.id, jobName: job.name ?? job.id, jobStatus: job.state };
}
