import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '@app/platform';
import { CallbacksModule } from './callbacks/callbacks.module.js';
import { ClockModule } from './clock/clock.module.js';
import type { EmulatorConfig } from './config.js';
import { ConfigModule } from './config.module.js';
import { databaseOptions } from './database.js';
import { DialectsModule } from './dialects/dialects.module.js';
import { AsynchronousJobModule } from './faces/asynchronous-job/asynchronous-job.module.js';
import { FaultsModule } from './faults/faults.module.js';
import { JobApiModule } from './jobs/job-api.module.js';
import { ResetModule } from './namespaces/reset.module.js';
import { RefereeModule } from './referee/referee.module.js';
import { ScenariosModule } from './scenarios/scenarios.module.js';

@Module({})
export class AppModule {
  static forRoot(config: EmulatorConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot({ app: 'emulator', logLevel: config.LOG_LEVEL, database: databaseOptions(config) }),
        ConfigModule.forRoot(config),
        JobApiModule,
        ClockModule,
        ResetModule,
        ScenariosModule,
        FaultsModule,
        DialectsModule,
        RefereeModule,
        CallbacksModule,
        AsynchronousJobModule,
      ],
    };
  }
}
