import { Injectable } from '@nestjs/common';
import type { JobState } from '@app/contracts';
import { Metrics } from '@app/platform';
import { Counter, Gauge, Histogram } from 'prom-client';
import { EndedJobsRepository } from './ended-jobs.repository.js';

/** The backlog is counted up to here: enough to see trouble, little enough for every scrape. */
const BACKLOG_LIMIT = 10_000;

@Injectable()
export class JobMetrics {
  readonly started: Counter;
  readonly lostClaims: Counter;
  private readonly transitions: Counter<'state'>;
  private readonly lateness: Histogram;
  private readonly backlog: Gauge<'kind'>;

  constructor(metrics: Metrics, repository: EndedJobsRepository) {
    const registers = [metrics];
    this.started = new Counter({ name: 'longwatch_jobs_started_total', help: 'Jobs started', registers });
    this.transitions = new Counter({
      name: 'longwatch_job_transitions_total',
      help: 'Transitions written, by the state that was entered',
      labelNames: ['state'],
      registers,
    });
    this.lateness = new Histogram({
      name: 'longwatch_job_transition_lateness_seconds',
      help: 'Time from when a transition was due to when it was written',
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.3, 1, 3, 10, 60],
      registers,
    });
    this.lostClaims = new Counter({
      name: 'longwatch_job_claims_lost_total',
      help: 'Writes refused because another replica had claimed the job meanwhile',
      registers,
    });
    this.backlog = new Gauge({
      name: 'longwatch_jobs_backlog',
      help: `Jobs that have not ended, and those of them over a second late; not counted beyond ${BACKLOG_LIMIT}`,
      labelNames: ['kind'],
      registers,
      collect: () => this.measureBacklog(repository),
    });
  }

  observeTransition(state: JobState, lateMs: number): void {
    this.transitions.inc({ state });
    this.lateness.observe(lateMs / 1000);
  }

  /** The other metrics are worth reading also while the database is away. */
  private async measureBacklog(repository: EndedJobsRepository): Promise<void> {
    const backlog = await repository.measureBacklog(BACKLOG_LIMIT).catch(() => ({ live: NaN, overdue: NaN }));
    this.backlog.set({ kind: 'live' }, backlog.live);
    this.backlog.set({ kind: 'overdue' }, backlog.overdue);
  }
}
