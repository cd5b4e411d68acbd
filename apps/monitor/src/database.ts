import type { DatabaseOptions } from '@app/platform';
import type { MonitorConfig } from './config.js';
import { MonitorEventEntity } from './events/monitor-event.entity.js';
import { CreateMonitors1763750400000 } from './migrations/1-create-monitors.js';
import { CreateProfiles1763762400000 } from './migrations/2-create-profiles.js';
import { CreateSecrets1763800000000 } from './migrations/3-create-secrets.js';
import { ExtendMonitors1763830000000 } from './migrations/4-extend-monitors.js';
import { CreateStartKeys1763840000000 } from './migrations/5-create-start-keys.js';
import { MonitorEntity } from './monitors/monitor.entity.js';

/** The monitor's own schema of the database. */
export function databaseOptions(
  config: Pick<MonitorConfig, 'databaseUrl' | 'databasePoolSize' | 'statementTimeoutMs'>,
): DatabaseOptions {
  return {
    url: config.databaseUrl,
    schema: 'monitor',
    poolSize: config.databasePoolSize,
    statementTimeoutMs: config.statementTimeoutMs,
    applicationName: 'longwatch-monitor',
    entities: [MonitorEntity, MonitorEventEntity],
    migrations: [
      CreateMonitors1763750400000,
      CreateProfiles1763762400000,
      CreateSecrets1763800000000,
      ExtendMonitors1763830000000,
      CreateStartKeys1763840000000,
    ],
  };
}
