import {
  LOGGER,
  type Logger,
  createApp,
  loadConfig,
  maskSecrets,
  migrate,
  runMain,
  serve,
  serveOpenApi,
} from '@app/platform';
import { describeApi } from './api-description.js';
import { AppModule } from './app.module.js';
import { emulatorConfigSchema } from './config.js';
import { databaseOptions } from './database.js';
import { httpOptions } from './http-options.js';
import { JobAdvancer } from './jobs/job-advancer.js';

await runMain(async () => {
  const config = loadConfig(emulatorConfigSchema);
  await migrate(databaseOptions(config));
  const app = await createApp(AppModule.forRoot(config), httpOptions);
  serveOpenApi(app, describeApi(config));
  app.get<Logger>(LOGGER).info({ config: maskSecrets(config) }, 'app.configured');
  await serve(app, {
    port: config.EMULATOR_PORT,
    host: config.LISTEN_HOST,
    shutdownTimeoutMs: config.SHUTDOWN_TIMEOUT_SEC * 1000,
    stopWithStdin: config.STOP_WITH_STDIN,
    onListening: () => app.get(JobAdvancer).takeBackOwn(),
  });
});
