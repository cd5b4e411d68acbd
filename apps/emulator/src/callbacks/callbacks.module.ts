import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { DialectsModule } from '../dialects/dialects.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { RefereeModule } from '../referee/referee.module.js';
import { CallbackClient } from './callback.client.js';
import { CallbackPlanner } from './callback-planner.js';
import { CallbackSender } from './callback-sender.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksRepository } from './callbacks.repository.js';
import { CallbacksTicker } from './callbacks.ticker.js';

/** Callbacks out: webhooks to those who started jobs, as the API would send them. */
@Module({
  imports: [ClockModule, JobsModule, DialectsModule, RefereeModule],
  controllers: [CallbacksController],
  providers: [CallbacksRepository, CallbackClient, CallbackSender, CallbackPlanner, CallbacksTicker],
  exports: [CallbackSender],
})
export class CallbacksModule {}
