import { type DynamicModule, Module } from '@nestjs/common';
import { PlatformModule } from '@app/platform';
import { CallbacksModule } from './callbacks/callbacks.module.js';
import type { MonitorConfig } from './config.js';
import { ConfigModule } from './config.module.js';
import { databaseOptions } from './database.js';
import { EngineModule } from './engine.module.js';
import { DurableFunctionsModule } from './faces/durable-functions/durable-functions.module.js';
import { MonitorJobModule } from './faces/monitor-job/monitor-job.module.js';
import { ProcessesModule } from './faces/processes/processes.module.js';
import { MonitorApiModule } from './monitors/monitor-api.module.js';

/** The app: the engine below, and each face on top of it. Deleting a face is deleting its folder and its line here. */
@Module({})
export class AppModule {
  static forRoot(config: MonitorConfig): DynamicModule {
    return {
      module: AppModule,
      imports: [
        PlatformModule.forRoot({ app: 'monitor', logLevel: config.logLevel, database: databaseOptions(config) }),
        ConfigModule.forRoot(config),
        EngineModule,
        MonitorApiModule,
        CallbacksModule,
        MonitorJobModule,
        DurableFunctionsModule,
        ProcessesModule,
      ],
    };
  }
}
