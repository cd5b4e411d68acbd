import { Module } from '@nestjs/common';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { WatchingModule } from '../watching/watching.module.js';
import { MonitorDeletionsService } from './monitor-deletions.service.js';
import { MonitorHistoryController } from './monitor-history.controller.js';
import { MonitorReply } from './monitor-reply.js';
import { MonitorRequestsController } from './monitor-requests.controller.js';
import { MonitorsController } from './monitors.controller.js';
import { MonitorsModule } from './monitors.module.js';

/** The native API of monitors, on top of the engine. */
@Module({
  imports: [MonitorsModule, ProfilesModule, WatchingModule],
  controllers: [MonitorsController, MonitorRequestsController, MonitorHistoryController],
  providers: [MonitorDeletionsService, MonitorReply],
})
export class MonitorApiModule {}
