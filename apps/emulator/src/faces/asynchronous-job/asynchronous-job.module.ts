import { Module } from '@nestjs/common';
import { JobsModule } from '../../jobs/jobs.module.js';
import { ScenariosModule } from '../../scenarios/scenarios.module.js';
import { AsynchronousJobController } from './asynchronous-job.controller.js';

@Module({ imports: [JobsModule, ScenariosModule], controllers: [AsynchronousJobController] })
export class AsynchronousJobModule {}
