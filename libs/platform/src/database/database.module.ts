import { type DynamicModule, Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DatabaseClock } from './database-clock.js';
import { type DatabaseOptions, dataSourceOptions } from './database-options.js';
import { DatabaseProbe } from './database-probe.js';

@Global()
@Module({})
export class DatabaseModule {
  static forRoot(options: DatabaseOptions): DynamicModule {
    return {
      module: DatabaseModule,
      imports: [TypeOrmModule.forRoot({ ...dataSourceOptions(options), retryAttempts: 0 })],
      providers: [DatabaseClock, DatabaseProbe],
      exports: [DatabaseClock, DatabaseProbe],
    };
  }
}
