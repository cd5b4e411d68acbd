import { Schedule } from '@app/platform';
import type { ClaimedJob } from './jobs.repository.js';

/** The jobs that this replica has claimed, by the instant of their next transition on the database's clock. */
export class HeldJobs {
  private readonly jobs = new Map<string, ClaimedJob>();
  private readonly schedule = new Schedule<string>();

  get size(): number {
    return this.jobs.size;
  }

  /** A job that was claimed again takes the place of its older claim. */
  hold(job: ClaimedJob): void {
    if (job.context.nextTransitionAt === null) return;
    this.jobs.set(job.id, job);
    this.schedule.set(job.id, job.context.nextTransitionAt);
  }

  nextDueAt(): number | undefined {
    return this.schedule.nextDueAt();
  }

  /** Takes out up to `limit` jobs that are due at `now`, earliest first. */
  takeDue(now: number, limit: number): ClaimedJob[] {
    return this.schedule.takeDue(now, limit).map((id) => {
      const job = this.jobs.get(id)!;
      this.jobs.delete(id);
      return job;
    });
  }
}
