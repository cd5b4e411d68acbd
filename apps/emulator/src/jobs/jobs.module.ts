import { Module } from '@nestjs/common';
import { EndedJobsRepository } from './ended-jobs.repository.js';
import { JobAdvancer } from './job-advancer.js';
import { JobMetrics } from './job-metrics.js';
import { JobRetention } from './job-retention.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { JobsTicker } from './jobs.ticker.js';

@Module({
  providers: [JobsRepository, EndedJobsRepository, JobMetrics, JobAdvancer, JobRetention, JobsTicker, JobsService],
  exports: [JobsService],
})
export class JobsModule {}
