import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '@app/platform';
import type { EmulatorConfig } from './config.js';
import { ConfigModule } from './config.module.js';
import { databaseOptions } from './database.js';
import { AsynchronousJobModule } from './faces/asynchronous-job/asynchronous-job.module.js';
import { JobsModule } from './jobs/jobs.module.js';

@Module({})
export class AppModule {
  static forRoot(config: EmulatorConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot({ app: 'emulator', logLevel: config.LOG_LEVEL, database: databaseOptions(config) }),
        ConfigModule.forRoot(config),
        JobsModule,
        AsynchronousJobModule,
      ],
    };
  }
}
