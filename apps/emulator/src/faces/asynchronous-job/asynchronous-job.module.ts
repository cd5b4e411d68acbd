import { Module } from '@nestjs/common';
import { JobsModule } from '../../jobs/jobs.module.js';
import { ScenariosModule } from '../../scenarios/scenarios.module.js';
import { RefereeModule } from '../../referee/referee.module.js';
import { ClockModule } from '../../clock/clock.module.js';
import { FaultsModule } from '../../faults/faults.module.js';
import { AsynchronousJobController } from './asynchronous-job.controller.js';
import { SeedJournal } from './seed-journal.js';
import { SeedRequests } from './seed-requests.js';
import { SeedSender } from './seed-sender.js';

@Module({
  imports: [JobsModule, ScenariosModule, ClockModule, FaultsModule, RefereeModule],
  controllers: [AsynchronousJobController],
  providers: [SeedRequests, SeedSender, SeedJournal],
})
export class AsynchronousJobModule {}
