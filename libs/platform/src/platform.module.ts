import { type DynamicModule, Module } from '@nestjs/common';
import type { DatabaseOptions } from './database/database-options.js';
import { DatabaseModule } from './database/database.module.js';
import { HealthModule } from './health/health.module.js';
import { HttpModule } from './http/http.module.js';
import { LoggingModule } from './logging/logging.module.js';
import { MetricsModule } from './metrics/metrics.module.js';
import { SchedulingModule } from './scheduling/scheduling.module.js';

/** Everything that an app needs before it has a domain: logs, metrics, database, ticks, HTTP manners, health. */
@Module({})
export class PlatformModule {
  static forRoot(options: { app: string; logLevel: string; database: DatabaseOptions }): DynamicModule {
    return {
      module: PlatformModule,
      imports: [
        LoggingModule.forRoot({ app: options.app, level: options.logLevel }),
        MetricsModule,
        DatabaseModule.forRoot(options.database),
        SchedulingModule,
        HttpModule,
        HealthModule,
      ],
    };
  }
}
