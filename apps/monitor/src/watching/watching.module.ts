import { Module } from '@nestjs/common';
import { HoldingsModule } from '../holdings/holdings.module.js';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { TargetsModule } from '../targets/targets.module.js';
import { ChangeWriter } from './change-writer.js';
import { EngineMetrics } from './engine-metrics.js';
import { JobSearcher } from './job-searcher.js';
import { JobStarter } from './job-starter.js';
import { MonitorChanges } from './monitor-changes.js';
import { MonitorLoader } from './monitor-loader.js';
import { MonitorLoaderTicker } from './monitor-loader.ticker.js';
import { MonitorOperator } from './monitor-operator.js';
import { MonitorPoller } from './monitor-poller.js';
import { RemoteCalls } from './remote-calls.js';
import { ResultFetcher } from './result-fetcher.js';
import { WatchRepository } from './watch.repository.js';
import { Watcher } from './watcher.js';

@Module({
  imports: [HoldingsModule, MonitorsModule, ProfilesModule, TargetsModule],
  providers: [
    ChangeWriter,
    EngineMetrics,
    JobSearcher,
    JobStarter,
    MonitorChanges,
    MonitorLoader,
    MonitorLoaderTicker,
    MonitorOperator,
    MonitorPoller,
    RemoteCalls,
    ResultFetcher,
    WatchRepository,
    Watcher,
  ],
  exports: [Watcher, MonitorLoader, RemoteCalls],
})
export class WatchingModule {}
