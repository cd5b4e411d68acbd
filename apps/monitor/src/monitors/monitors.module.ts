import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { HoldingsModule } from '../holdings/holdings.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { MonitorCommands } from './monitor-commands.js';
import { MonitorsRepository } from './monitors.repository.js';
import { MonitorsService } from './monitors.service.js';
import { RetentionTicker } from './retention.ticker.js';

@Module({
  imports: [EventsModule, HoldingsModule, ProfilesModule],
  providers: [MonitorCommands, MonitorsRepository, MonitorsService, RetentionTicker],
  exports: [MonitorCommands, MonitorsRepository, MonitorsService],
})
export class MonitorsModule {}
