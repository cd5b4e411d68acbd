import { Module } from '@nestjs/common';
import { DialectsModule } from '../dialects/dialects.module.js';
import { ScenariosModule } from '../scenarios/scenarios.module.js';
import { JobsController } from './jobs.controller.js';
import { JobsModule } from './jobs.module.js';
import { NativeStarts } from './native-starts.js';

/** The native API of jobs. Apart from the core, which knows nothing of scenarios and dialects. */
@Module({
  imports: [JobsModule, ScenariosModule, DialectsModule],
  controllers: [JobsController],
  providers: [NativeStarts],
})
export class JobApiModule {}
