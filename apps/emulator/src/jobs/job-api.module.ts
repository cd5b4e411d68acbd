import { Module } from '@nestjs/common';
import { ScenariosModule } from '../scenarios/scenarios.module.js';
import { JobsController } from './jobs.controller.js';
import { JobsModule } from './jobs.module.js';

/** The native API of jobs. Apart from the core, which knows nothing of scenarios. */
@Module({ imports: [JobsModule, ScenariosModule], controllers: [JobsController] })
export class JobApiModule {}
