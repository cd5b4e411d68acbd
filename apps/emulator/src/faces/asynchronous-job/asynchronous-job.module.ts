import { Module } from '@nestjs/common';
import { JobsModule } from '../../jobs/jobs.module.js';
import { AsynchronousJobController } from './asynchronous-job.controller.js';

@Module({ imports: [JobsModule], controllers: [AsynchronousJobController] })
export class AsynchronousJobModule {}
