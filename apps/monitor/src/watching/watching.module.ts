import { Module } from '@nestjs/common';
import { HoldingsModule } from '../holdings/holdings.module.js';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { TargetsModule } from '../targets/targets.module.js';
import { ChangeWriter } from './change-writer.js';
import { EngineMetrics } from './engine-metrics.js';
import { JobStarter } from './job-starter.js';
import { MonitorChanges } from './monitor-changes.js';
import { MonitorLoader } from './monitor-loader.js';
import { MonitorLoaderTicker } from './monitor-loader.ticker.js';
import { MonitorPoller } from './monitor-poller.js';
import { WatchRepository } from './watch.repository.js';
import { Watcher } from './watcher.js';

@Module({
  imports: [HoldingsModule, MonitorsModule, ProfilesModule, TargetsModule],
  providers: [
    ChangeWriter,
    EngineMetrics,
    JobStarter,
    MonitorChanges,
    MonitorLoader,
    MonitorLoaderTicker,
    MonitorPoller,
    WatchRepository,
    Watcher,
  ],
  exports: [Watcher, MonitorLoader],
})
export class WatchingModule {}
