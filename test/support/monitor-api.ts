import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import { createApp, loadConfig } from '@app/platform';
import { type MonitorRepresentation, monitorSchema } from '@app/contracts';
import { AppModule } from '../../apps/monitor/src/app.module.js';
import { type MonitorConfig, configSchema } from '../../apps/monitor/src/config.js';
import { databaseOptions } from '../../apps/monitor/src/database.js';
import { Engine } from '../../apps/monitor/src/engine.js';
import { Holdings } from '../../apps/monitor/src/holdings/holdings.js';
import { MonitorWaits } from '../../apps/monitor/src/monitors/monitor-waits.js';
import { MonitorsRepository } from '../../apps/monitor/src/monitors/monitors.repository.js';
import { ProfilesService } from '../../apps/monitor/src/profiles/profiles.service.js';
import { MonitorLoader } from '../../apps/monitor/src/watching/monitor-loader.js';
import { eventually } from './eventually.js';
import { type RawAnswer, type RawRequest, send } from './raw-http.js';
import { type ScriptedRemote, startScriptedRemote } from './scripted-remote.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

export interface Answer extends RawAnswer {
  json: Record<string, unknown>;
}

function configFor(url: string, overrides: Partial<MonitorConfig> = {}): MonitorConfig {
  const settings = { DATABASE_URL: url, LOG_LEVEL: 'silent', ALLOW_PRIVATE_CIDRS: '127.0.0.0/8' };
  return { ...loadConfig(configSchema, settings), pollIntervalMs: 100, ...overrides };
}

export function createApiDatabase(): Promise<TestDatabase> {
  return createTestDatabase((url) => databaseOptions(configFor(url)));
}

/** One replica of the monitor over HTTP, inside the test's process and with its ticks off. */
export async function startApiReplica(url: string, overrides: Partial<MonitorConfig> = {}) {
  const config = configFor(url, overrides);
  const app = await createApp(AppModule.forRoot(config));
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  config.publicBaseUrl = `http://127.0.0.1:${port}`;
  await app.get(Engine).start(port);
  const tick = async (): Promise<void> => {
    await app.get(Holdings).runOnce();
    await app.get(MonitorLoader).runOnce();
  };
  /** Sends to a path under /api/v1; `body` as JSON unless it is text or bytes. */
  const ask = async (method: string, path: string, body?: unknown, headers: RawRequest['headers'] = {}) => {
    const isRaw = typeof body === 'string' || Buffer.isBuffer(body);
    const answer = await send(port, `/api/v1${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: isRaw ? body : JSON.stringify(body) }),
    });
    const isJson = String(answer.headers['content-type']).includes('json');
    return { ...answer, json: (isJson ? JSON.parse(answer.text) : {}) as Record<string, unknown> } satisfies Answer;
  };
  return {
    app,
    port,
    url: config.publicBaseUrl,
    tick,
    ask,
    waits: app.get(MonitorWaits),
    monitors: app.get(MonitorsRepository),
    profiles: app.get(ProfilesService),
    /** Starts a monitor and answers it as it was shown. */
    start: async (body: object, headers: RawRequest['headers'] = {}): Promise<MonitorRepresentation> => {
      const answer = await ask('POST', '/monitors', body, headers);
      expect([answer.status, answer.text]).toEqual([202, expect.any(String)]);
      return monitorSchema.strict().parse(answer.json);
    },
    read: async (id: string): Promise<MonitorRepresentation> =>
      monitorSchema.strict().parse((await ask('GET', `/monitors/${id}`)).json),
    close: () => app.close(),
  };
}

export type ApiReplica = Awaited<ReturnType<typeof startApiReplica>>;

/** A database for the file, and for each test a job API and a replica that holds all groups. */
export function apiStage(overrides: Partial<MonitorConfig> = {}) {
  let database: TestDatabase;
  let remote: ScriptedRemote;
  let replica: ApiReplica;
  let profiles = 0;
  const others: ApiReplica[] = [];

  beforeAll(async () => {
    database = await createApiDatabase();
  });
  beforeEach(async () => {
    remote = await startScriptedRemote();
    replica = await startApiReplica(database.url, overrides);
    await replica.tick();
  });
  afterEach(async () => {
    await Promise.all([...others.splice(0), replica, remote].map((one) => one.close()));
    await database.query('TRUNCATE monitor.monitors, monitor.monitor_events, monitor.exchanges, monitor.start_keys');
    await database.query('DELETE FROM monitor.replicas');
    await database.query('UPDATE monitor.groups SET holder = NULL');
  });
  afterAll(() => database.drop());

  return {
    get database() {
      return database;
    },
    get remote() {
      return remote;
    },
    get replica() {
      return replica;
    },
    /** Another one, which has seen that it is not alone; the first one has, too. */
    anotherReplica: async () => {
      const another = await startApiReplica(database.url, overrides);
      others.push(another);
      await another.tick();
      await replica.tick();
      return another;
    },
    /** Enters a profile of the job API at hand and answers its name. */
    profile: async ({ url = '/jobs', ...document }: Record<string, unknown> = {}): Promise<string> => {
      const name = `api-${++profiles}`;
      const plain = {
        start: { request: { url }, capture: { id: 'body.id' } },
        poll: {
          request: { url: '/jobs/{{job.id}}' },
          status: 'body.status',
          statuses: { running: ['Running'], succeeded: ['Done'], failed: ['Failed'], canceled: ['Canceled'] },
        },
      };
      await replica.profiles.put(name, { name, baseUrl: remote.origin, ...plain, ...document }, () => true);
      return name;
    },
    /** The job API takes starts and never answers them, so that monitors stay as they are. */
    answersNothing: () => remote.on('POST /jobs', () => () => undefined),
    /** The job API takes starts and says that the job runs. */
    runsJobs: () => {
      remote.on('POST /jobs', [{ code: 202, body: { id: '1' } }]);
      remote.on('GET /jobs/1', [{ body: { status: 'Running' } }]);
    },
    until: (id: string, state: string, limitMs?: number): Promise<MonitorRepresentation> =>
      eventually(
        `the monitor is ${state}`,
        async () => {
          const monitor = await replica.read(id);
          return monitor.state === state && monitor;
        },
        limitMs,
      ),
  };
}
