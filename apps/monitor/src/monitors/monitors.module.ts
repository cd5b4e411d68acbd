import { Module } from '@nestjs/common';
import { EventsModule } from '../events/events.module.js';
import { HoldingsModule } from '../holdings/holdings.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { TargetsModule } from '../targets/targets.module.js';
import { EndedMonitorsRepository } from './ended-monitors.repository.js';
import { MonitorCommands } from './monitor-commands.js';
import { MonitorExchangesRepository } from './monitor-exchanges.repository.js';
import { MonitorListRepository } from './monitor-list.repository.js';
import { MonitorRequestsService } from './monitor-requests.service.js';
import { MonitorStartsService } from './monitor-starts.service.js';
import { MonitorWaits } from './monitor-waits.js';
import { MonitorWaitsTicker } from './monitor-waits.ticker.js';
import { MonitorsRepository } from './monitors.repository.js';
import { MonitorsService } from './monitors.service.js';
import { RetentionTicker } from './retention.ticker.js';
import { StartChecks } from './start-checks.js';
import { StartKeysRepository } from './start-keys.repository.js';

const stores = [
  EndedMonitorsRepository,
  MonitorExchangesRepository,
  MonitorListRepository,
  MonitorsRepository,
  StartKeysRepository,
];
const services = [MonitorCommands, MonitorRequestsService, MonitorStartsService, MonitorWaits, MonitorsService];

@Module({
  imports: [EventsModule, HoldingsModule, ProfilesModule, SecretsModule, TargetsModule],
  providers: [...stores, ...services, MonitorWaitsTicker, RetentionTicker, StartChecks],
  exports: [...services, EndedMonitorsRepository, MonitorsRepository],
})
export class MonitorsModule {}
