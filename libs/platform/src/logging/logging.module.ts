import { type DynamicModule, Global, Module } from '@nestjs/common';
import { createLogger } from './logger.js';

export const LOGGER = Symbol('logger');

/** One logger for the whole app, injected by `@Inject(LOGGER)`. */
@Global()
@Module({})
export class LoggingModule {
  static forRoot(options: { app: string; level: string }): DynamicModule {
    return {
      module: LoggingModule,
      providers: [{ provide: LOGGER, useFactory: () => createLogger(options) }],
      exports: [LOGGER],
    };
  }
}
