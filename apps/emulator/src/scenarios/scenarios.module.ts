import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { NamespacesModule } from '../namespaces/namespaces.module.js';
import { ScenarioLibrary } from './scenario-library.js';
import { ScenariosController } from './scenarios.controller.js';
import { ScenariosRepository } from './scenarios.repository.js';
import { ScenariosService } from './scenarios.service.js';
import { StartCountsRepository } from './start-counts.repository.js';

@Module({
  imports: [ClockModule, NamespacesModule],
  controllers: [ScenariosController],
  providers: [ScenarioLibrary, ScenariosRepository, StartCountsRepository, ScenariosService],
  exports: [ScenariosService],
})
export class ScenariosModule {}
