import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { Module } from '@nestjs/common';
import { PlatformModule, createApp, loadConfig } from '@app/platform';
import { ConfigModule } from '../../apps/monitor/src/config.module.js';
import { type MonitorConfig, configSchema } from '../../apps/monitor/src/config.js';
import { databaseOptions } from '../../apps/monitor/src/database.js';
import { SecretStore } from '../../apps/monitor/src/secrets/secret-store.js';
import { SecretsModule } from '../../apps/monitor/src/secrets/secrets.module.js';
import { send } from './raw-http.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

@Module({})
class SecretsApp {}

/** The secrets of one replica and nothing else of it, over HTTP, inside the test's process. */
async function startSecretsReplica(url: string, settings: Partial<MonitorConfig>) {
  const config = { ...loadConfig(configSchema, { DATABASE_URL: url, LOG_LEVEL: 'silent' }), ...settings };
  const app = await createApp({
    module: SecretsApp,
    imports: [
      PlatformModule.forRoot({ app: 'monitor', logLevel: 'silent', database: databaseOptions(config) }),
      ConfigModule.forRoot(config),
      SecretsModule,
    ],
  });
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as { port: number };
  const store = app.get(SecretStore);
  return {
    find: (name: string) => store.find(name),
    ask: async (method: string, path = '', body?: unknown) => {
      const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
      const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      const { status, text } = await send(port, `/api/v1/secrets${path}`, { method, headers, ...sent });
      return { status, text, json: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
    },
    close: () => app.close(),
  };
}

export type SecretsReplica = Awaited<ReturnType<typeof startSecretsReplica>>;

/** A database for the file, and the replicas that each test asks for. */
export function secretsStage() {
  let database: TestDatabase;
  const replicas: SecretsReplica[] = [];

  beforeAll(async () => {
    database = await createTestDatabase((url) =>
      databaseOptions(loadConfig(configSchema, { DATABASE_URL: url, LOG_LEVEL: 'silent' })),
    );
  });
  afterEach(async () => {
    await Promise.all(replicas.splice(0).map((replica) => replica.close()));
    await database.query('DELETE FROM monitor.secrets');
  });
  afterAll(() => database.drop());

  return {
    get database() {
      return database;
    },
    replica: async (settings: Partial<MonitorConfig>) => {
      const replica = await startSecretsReplica(database.url, settings);
      replicas.push(replica);
      return replica;
    },
  };
}
