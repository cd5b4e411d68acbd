import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { NamespacesModule } from '../namespaces/namespaces.module.js';
import { AdvancedJobsWriter } from './advanced-jobs-writer.js';
import { ClaimsRepository } from './claims.repository.js';
import { EndedJobsRepository } from './ended-jobs.repository.js';
import { JobAdvancer } from './job-advancer.js';
import { JobCommands } from './job-commands.js';
import { JobCommandsRepository } from './job-commands.repository.js';
import { JobListRepository } from './job-list.repository.js';
import { JobMetrics } from './job-metrics.js';
import { JobRetention } from './job-retention.js';
import { JobRivals } from './job-rivals.js';
import { JobStarter } from './job-starter.js';
import { JobsRepository } from './jobs.repository.js';
import { JobsService } from './jobs.service.js';
import { JobsTicker } from './jobs.ticker.js';
import { NewJobsRepository } from './new-jobs.repository.js';
import { TransitionWriters } from './transition-writers.js';

const repositories = [
  JobsRepository,
  NewJobsRepository,
  ClaimsRepository,
  JobCommandsRepository,
  JobListRepository,
  EndedJobsRepository,
];

@Module({
  imports: [ClockModule, NamespacesModule],
  providers: [
    ...repositories,
    JobMetrics,
    TransitionWriters,
    AdvancedJobsWriter,
    JobAdvancer,
    JobStarter,
    JobRivals,
    JobCommands,
    JobRetention,
    JobsTicker,
    JobsService,
  ],
  exports: [JobsService, JobsRepository, TransitionWriters],
})
export class JobsModule {}
