import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@app/platform';
import { AppModule } from '../../apps/monitor/src/app.module.js';
import { type MonitorConfig, configSchema } from '../../apps/monitor/src/config.js';
import { databaseOptions } from '../../apps/monitor/src/database.js';
import { Engine } from '../../apps/monitor/src/engine.js';
import { inputSettings } from '../../apps/monitor/src/faces/input-settings.js';
import { Holdings } from '../../apps/monitor/src/holdings/holdings.js';
import { HoldingsRepository } from '../../apps/monitor/src/holdings/holdings.repository.js';
import { EndedMonitorsRepository } from '../../apps/monitor/src/monitors/ended-monitors.repository.js';
import { MonitorCommands } from '../../apps/monitor/src/monitors/monitor-commands.js';
import { MonitorsRepository } from '../../apps/monitor/src/monitors/monitors.repository.js';
import { MonitorRequestsService } from '../../apps/monitor/src/monitors/monitor-requests.service.js';
import { MonitorStartsService } from '../../apps/monitor/src/monitors/monitor-starts.service.js';
import { MonitorsService } from '../../apps/monitor/src/monitors/monitors.service.js';
import { SEED_PROFILE } from '../../apps/monitor/src/profiles/profile-library.js';
import { ProfilesService } from '../../apps/monitor/src/profiles/profiles.service.js';
import { TargetClient } from '../../apps/monitor/src/targets/target.client.js';
import { MonitorLoader } from '../../apps/monitor/src/watching/monitor-loader.js';
import { WatchRepository } from '../../apps/monitor/src/watching/watch.repository.js';
import { Watcher } from '../../apps/monitor/src/watching/watcher.js';
import { eventually } from './eventually.js';
import { type FakeRemote, startFakeRemote } from './fake-remote.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

export function createMonitorDatabase(): Promise<TestDatabase> {
  return createTestDatabase((url) => databaseOptions(configFor(url)));
}

function configFor(url: string, overrides: Partial<MonitorConfig> = {}): MonitorConfig {
  return {
    ...loadConfig(configSchema, { DATABASE_URL: url, LOG_LEVEL: 'silent', ALLOW_PRIVATE_CIDRS: '127.0.0.0/8,::1' }),
    ...overrides,
  };
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
  const service = peoplesService(context);
  const client = context.get(TargetClient);
  const sent: number[] = [];
  const send = client.send.bind(client);
  client.send = (...request) => {
    sent.push(performance.now());
    return send(...request);
  };
  return {
    service,
    profiles: context.get(ProfilesService),
    holdings,
    loader,
    watcher: context.get(Watcher),
    /** When this replica sent each of its requests. */
    sent,
    commands: context.get(MonitorCommands),
    ended: context.get(EndedMonitorsRepository),
    monitors: context.get(MonitorsRepository),
    watching: context.get(WatchRepository),
    leases: context.get(HoldingsRepository),
    tick: async () => {
      await holdings.runOnce();
      await loader.runOnce();
    },
    start: (name: string, input: Record<string, unknown> = {}) =>
      service.start({ profile: SEED_PROFILE, name, input: { jobName: name, ...input }, ...inputSettings(input) }),
    /** It stops acting, as a killed process does, and tells nobody. */
    die: () => holdings.lose(holdings.held().map((group) => group.id)),
    /** From here on it hears the signals of other replicas. Its id is then made of this host and the port. */
    listen: (port: number) => context.get(Engine).start(port),
    close: () => context.close(),
  };
}

export type MonitorReplica = Awaited<ReturnType<typeof startMonitorReplica>>;

/** What people can do with monitors, whichever part of the core does it. */
function peoplesService(context: INestApplicationContext) {
  const monitors = context.get(MonitorsService);
  const starts = context.get(MonitorStartsService);
  const requests = context.get(MonitorRequestsService);
  return {
    find: monitors.find.bind(monitors),
    findNewest: monitors.findNewest.bind(monitors),
    history: monitors.history.bind(monitors),
    list: monitors.list.bind(monitors),
    search: monitors.search.bind(monitors),
    purge: monitors.purge.bind(monitors),
    start: starts.start.bind(starts),
    restart: starts.restart.bind(starts),
    rewind: starts.rewind.bind(starts),
    suspend: requests.suspend.bind(requests),
    resume: requests.resume.bind(requests),
    cancel: requests.cancel.bind(requests),
    pollNow: requests.pollNow.bind(requests),
    resolve: requests.resolve.bind(requests),
    pushStatus: requests.pushStatus.bind(requests),
  };
}

/** A database for the file, and for each test a job API and the replicas that it asks for. */
export function monitorStage() {
  let database: TestDatabase | undefined;
  let remote: FakeRemote | undefined;
  const replicas: MonitorReplica[] = [];

  beforeAll(async () => {
    database = await createMonitorDatabase();
  });
  beforeEach(async () => {
    remote = await startFakeRemote();
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.close()));
    await remote!.close();
    await database!.query('DELETE FROM monitor.monitors');
    await database!.query('DELETE FROM monitor.replicas');
    await database!.query('UPDATE monitor.groups SET holder = NULL');
  });
  afterAll(() => database!.drop());

  return {
    get database() {
      return database!;
    },
    get remote() {
      return remote!;
    },
    replica: async (id: string, config: Partial<MonitorConfig> = {}, itsRemote = remote!) => {
      const replica = await startMonitorReplica(database!.url, { id, remote: itsRemote, config });
      replicas.push(replica);
      return replica;
    },
    /** For the database, the replica's lease has run out. */
    expireLease: (id: string) =>
      database!.query(`UPDATE monitor.replicas SET lease_until = now() - interval '1 second' WHERE id = $1`, [id]),
    until: (replica: MonitorReplica, id: string, state: string, limitMs?: number) =>
      eventually(`${id} is ${state}`, async () => (await replica.service.find(id)).state === state, limitMs),
  };
}
