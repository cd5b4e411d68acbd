import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EndedJobsRepository } from './ended-jobs.repository.js';
import { JobAdvancer } from './job-advancer.js';
import { JobEntity } from './job.entity.js';
import { JobMetrics } from './job-metrics.js';
import { JobRetention } from './job-retention.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { JobsTicker } from './jobs.ticker.js';

@Module({
  imports: [TypeOrmModule.forFeature([JobEntity])],
  providers: [JobsRepository, EndedJobsRepository, JobMetrics, JobAdvancer, JobRetention, JobsTicker, JobsService],
  exports: [JobsService],
})
export class JobsModule {}
