import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { FaultsModule } from '../faults/faults.module.js';
import { JobsModule } from '../jobs/jobs.module.js';
import { NamespacesModule } from '../namespaces/namespaces.module.js';
import { RefereeModule } from '../referee/referee.module.js';
import { ScenariosModule } from '../scenarios/scenarios.module.js';
import { BeforePlayer } from './before-player.js';
import { DialectPlayer } from './dialect-player.js';
import { DialectRequests } from './dialect-requests.js';
import { DialectRequestsController } from './dialect-requests.controller.js';
import { DialectsController } from './dialects.controller.js';
import { DialectsRepository } from './dialects.repository.js';
import { DialectsService } from './dialects.service.js';
import { FindPlayer } from './find-player.js';
import { JobMaker } from './job-maker.js';
import { OperationPlayer } from './operation-player.js';
import { OtherPlayer } from './other-player.js';
import { ReadPlayer } from './read-player.js';
import { StartPlayer } from './start-player.js';

const players = [BeforePlayer, FindPlayer, OperationPlayer, OtherPlayer, ReadPlayer, StartPlayer, JobMaker];

@Module({
  imports: [JobsModule, ClockModule, NamespacesModule, ScenariosModule, FaultsModule, RefereeModule],
  controllers: [DialectsController, DialectRequestsController],
  providers: [DialectsRepository, DialectsService, DialectPlayer, DialectRequests, ...players],
  exports: [DialectsService],
})
export class DialectsModule {}
