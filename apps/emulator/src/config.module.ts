import { type DynamicModule, Global, Module } from '@nestjs/common';
import { CONFIG, type EmulatorConfig } from './config.js';
import { SCENARIO, scenarioFrom } from './scenarios/scenario.js';

/** The settings, and what follows from them alone. */
@Global()
@Module({})
export class ConfigModule {
  static forRoot(config: EmulatorConfig): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: CONFIG, useValue: config },
        { provide: SCENARIO, useValue: scenarioFrom(config) },
      ],
      exports: [CONFIG, SCENARIO],
    };
  }
}
