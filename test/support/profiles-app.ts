import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Module } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { PlatformModule, createApp, loadConfig } from '@app/platform';
import { ConfigModule } from '../../apps/monitor/src/config.module.js';
import { type MonitorConfig, configSchema } from '../../apps/monitor/src/config.js';
import { databaseOptions } from '../../apps/monitor/src/database.js';
import { ProfileLibrary } from '../../apps/monitor/src/profiles/profile-library.js';
import { ProfilesModule } from '../../apps/monitor/src/profiles/profiles.module.js';
import { type RawAnswer, send } from './raw-http.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

@Module({})
class ProfilesApp {}

function configFor(url: string): MonitorConfig {
  return loadConfig(configSchema, { DATABASE_URL: url, LOG_LEVEL: 'silent' });
}

/** The profiles of one replica and nothing else of it, over HTTP, inside the test's process. */
export async function startProfilesReplica(url: string, settings: Partial<MonitorConfig> = {}) {
  const config = { ...configFor(url), ...settings };
  const app: NestFastifyApplication = await createApp({
    module: ProfilesApp,
    imports: [
      PlatformModule.forRoot({ app: 'monitor', logLevel: 'silent', database: databaseOptions(config) }),
      ConfigModule.forRoot(config),
      ProfilesModule,
    ],
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  return { app, port, library: app.get(ProfileLibrary), close: () => app.close() };
}

export type ProfilesReplica = Awaited<ReturnType<typeof startProfilesReplica>>;

export function createProfilesDatabase(): Promise<TestDatabase> {
  return createTestDatabase((url) => databaseOptions(configFor(url)));
}

/** A database for the file, and the replicas that each test asks for. */
export function profilesStage() {
  let database: TestDatabase | undefined;
  const replicas: ProfilesReplica[] = [];

  beforeAll(async () => {
    database = await createProfilesDatabase();
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.close()));
    await database!.query('TRUNCATE monitor.profiles, monitor.monitors, monitor.exchanges');
  });
  afterAll(() => database!.drop());

  return {
    get database() {
      return database!;
    },
    replica: async (settings: Partial<MonitorConfig> = {}) => {
      const replica = await startProfilesReplica(database!.url, settings);
      replicas.push(replica);
      return replica;
    },
    /** What is there, by name and version. */
    versions: (name: string) =>
      database!.query<{ version: number; source: string }>(
        `SELECT version, source FROM monitor.profiles WHERE name = $1 AND deleted_at IS NULL ORDER BY version`,
        [name],
      ),
  };
}

/** Sends JSON, or text of another type, to `/api/v1/profiles…`. */
export async function ask(
  { port }: { port: number },
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer & { json: Record<string, unknown> }> {
  const answer = await send(port, `/api/v1/profiles${path}`, {
    method,
    headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const isJson = String(answer.headers['content-type']).includes('json');
  return { ...answer, json: (isJson ? JSON.parse(answer.text) : {}) as Record<string, unknown> };
}
