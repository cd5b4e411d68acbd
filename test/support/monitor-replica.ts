import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@app/platform';
import { AppModule } from '../../apps/monitor/src/app.module.js';
import { type MonitorConfig, configSchema } from '../../apps/monitor/src/config.js';
import { databaseOptions } from '../../apps/monitor/src/database.js';
import { Holdings } from '../../apps/monitor/src/holdings/holdings.js';
import { HoldingsRepository } from '../../apps/monitor/src/holdings/holdings.repository.js';
import { MonitorCommands } from '../../apps/monitor/src/monitors/monitor-commands.js';
import { MonitorsRepository } from '../../apps/monitor/src/monitors/monitors.repository.js';
import { MonitorsService } from '../../apps/monitor/src/monitors/monitors.service.js';
import { SEED_PROFILE } from '../../apps/monitor/src/profiles/profile-library.js';
import { MonitorLoader } from '../../apps/monitor/src/watching/monitor-loader.js';
import { WatchRepository } from '../../apps/monitor/src/watching/watch.repository.js';
import { Watcher } from '../../apps/monitor/src/watching/watcher.js';
import type { FakeRemote } from './fake-remote.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

export function createMonitorDatabase(): Promise<TestDatabase> {
  return createTestDatabase((url) => databaseOptions(configFor(url)));
}

function configFor(url: string, overrides: Partial<MonitorConfig> = {}): MonitorConfig {
  return { ...loadConfig(configSchema, { DATABASE_URL: url, LOG_LEVEL: 'silent' }), ...overrides };
}

/**
 * One replica of the monitor inside the test's process, without HTTP and with its ticks off: `tick` is one tick of both
 * duties. Its id stands for host name and port.
 */
export async function startMonitorReplica(
  url: string,
  options: { id?: string; remote?: FakeRemote; config?: Partial<MonitorConfig> } = {},
) {
  const remote =
    options.remote === undefined ? {} : { startUrl: options.remote.startUrl, statusUrl: options.remote.statusUrl };
  const config = configFor(url, { pollIntervalMs: 100, ...remote, ...options.config });
  const context = await NestFactory.createApplicationContext(AppModule.forRoot(config), {
    logger: false,
    abortOnError: false,
  });
  const holdings = context.get(Holdings);
  const loader = context.get(MonitorLoader);
  holdings.identify(options.id ?? 'replica-1');
  const service = context.get(MonitorsService);
  return {
    service,
    holdings,
    loader,
    watcher: context.get(Watcher),
    commands: context.get(MonitorCommands),
    monitors: context.get(MonitorsRepository),
    watching: context.get(WatchRepository),
    leases: context.get(HoldingsRepository),
    tick: async () => {
      await holdings.runOnce();
      await loader.runOnce();
    },
    start: (name: string, input: Record<string, unknown> = {}) =>
      service.start({ profile: SEED_PROFILE, name, input: { jobName: name, ...input } }),
    /** It stops acting, as a killed process does, and tells nobody. */
    die: () => holdings.lose(holdings.held().map((group) => group.id)),
    close: () => context.close(),
  };
}

export type MonitorReplica = Awaited<ReturnType<typeof startMonitorReplica>>;
