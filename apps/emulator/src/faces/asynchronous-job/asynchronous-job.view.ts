import type { JobStarted, JobStatus } from '@app/contracts';

interface Job {
  id: string;
  name: string;
  state: JobStatus['jobStatus'];
}

/** What a start is answered with: the seed's own word, whatever became of the job since. */
export function toJobStarted(job: Job): JobStarted {
  return { jobId: job.id, jobName: job.name, jobStatus: 'Initializing' };
}

export function toJobStatus(job: Job): JobStatus {
  return { jobId: job.id, jobName: job.name, jobStatus: job.state };
}
