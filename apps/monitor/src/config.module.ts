import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type MonitorConfig } from './config.js';

/** The settings, for whoever asks for them. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(config: MonitorConfig): DynamicModule {
    return { module: ConfigModule, providers: [{ provide: CONFIG, useValue: config }], exports: [CONFIG] };
  }
}
