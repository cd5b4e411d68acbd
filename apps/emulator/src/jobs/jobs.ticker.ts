import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Ticks } from '@app/platform';
import { JobAdvancer, TICK_MS } from './job-advancer.js';
import { JobRetention } from './job-retention.js';

const RETENTION_TICK_MS = 60_000;

@Injectable()
export class JobsTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly advancer: JobAdvancer,
    private readonly retention: JobRetention,
  ) {
    ticks.register('advance-jobs', TICK_MS);
    ticks.register('delete-ended-jobs', RETENTION_TICK_MS);
  }

  @Interval(TICK_MS)
  advanceJobs(): Promise<void> {
    return this.ticks.run('advance-jobs', () => this.advancer.runOnce());
  }

  @Interval(RETENTION_TICK_MS)
  deleteEndedJobs(): Promise<void> {
    return this.ticks.run('delete-ended-jobs', () => this.retention.runOnce());
  }
}
