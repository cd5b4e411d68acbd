import { Schedule } from '@app/platform';
import { type NamespaceClock, realAt } from '../clock/namespace-clock.js';
import type { ClaimedJob } from './claims.repository.js';

/** The jobs that this replica has claimed, by the instant of their next transition on the database's clock. */
export class HeldJobs {
  private readonly jobs = new Map<string, ClaimedJob>();
  private readonly schedule = new Schedule<string>();

  get size(): number {
    return this.jobs.size;
  }

  /** A job that was claimed again takes the place of its older claim. `clock` is its namespace's. */
  hold(job: ClaimedJob, clock: NamespaceClock): void {
    if (job.context.nextTransitionAt === null) return;
    this.jobs.set(job.id, job);
    this.schedule.set(job.id, realAt(clock, job.context.nextTransitionAt));
  }

  /** A clock goes otherwise: the jobs that live by it come due at other instants. */
  reschedule(clock: NamespaceClock): void {
    for (const job of this.jobs.values()) if (job.namespace === clock.namespace) this.hold(job, clock);
  }

  /** Somebody else writes what becomes of the job. */
  drop(id: string): void {
    this.jobs.delete(id);
    this.schedule.delete(id);
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
