import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { NamespacesModule } from './namespaces.module.js';
import { ResetController } from './reset.controller.js';
import { ResetService } from './reset.service.js';

/** Apart from what takes part in a reset: that registers itself with Resets. */
@Module({
  imports: [NamespacesModule, ClockModule, JobsModule],
  controllers: [ResetController],
  providers: [ResetService],
})
export class ResetModule {}
