import { createServer } from 'node:net';
import { createApp, loadConfig } from '@app/platform';
import { AppModule } from '../../apps/emulator/src/app.module.js';
import { emulatorConfigSchema } from '../../apps/emulator/src/config.js';
import { JobAdvancer } from '../../apps/emulator/src/jobs/job-advancer.js';
import { httpOptions } from '../../apps/emulator/src/http-options.js';
import type { Settings } from './emulator-replica.js';

/** One replica of the emulator over HTTP inside the test's process, its ticks off: what is read is exact without them. */
export async function startEmulatorApp(databaseUrl: string, settings: Settings = {}) {
  const port = await freePort();
  const config = loadConfig(emulatorConfigSchema, {
    DATABASE_URL: databaseUrl,
    LOG_LEVEL: 'silent',
    EMULATOR_PORT: String(port),
    EMULATOR_PUBLIC_BASE_URL: `http://127.0.0.1:${port}`,
    ...settings,
  });
  const app = await createApp(AppModule.forRoot(config), httpOptions);
  await app.listen(port, '127.0.0.1');
  return { app, port, url: `http://127.0.0.1:${port}`, advancer: app.get(JobAdvancer), close: () => app.close() };
}

export type EmulatorApp = Awaited<ReturnType<typeof startEmulatorApp>>;

/** What an app tells of itself begins with its public base URL, so the port must be known before it starts. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}
