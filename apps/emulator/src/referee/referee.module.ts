import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { FaultsModule } from '../faults/faults.module.js';
import { NamespacesModule } from '../namespaces/namespaces.module.js';
import { RefereeController } from './referee.controller.js';
import { RefereeService } from './referee.service.js';
import { RefereeTicker } from './referee.ticker.js';
import { RequestJournal } from './request-journal.js';
import { RequestsRepository } from './requests.repository.js';

/** What clients did wrong: a journal of what was played, and the judging of it. */
@Module({
  imports: [NamespacesModule, ClockModule, FaultsModule],
  controllers: [RefereeController],
  providers: [RequestsRepository, RequestJournal, RefereeService, RefereeTicker],
  exports: [RequestJournal, RefereeService],
})
export class RefereeModule {}
