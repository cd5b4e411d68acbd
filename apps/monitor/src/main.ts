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
import { configSchema } from './config.js';
import { databaseOptions } from './database.js';
import { Engine } from './engine.js';
import { durableFunctionsUrl } from './faces/durable-functions/durable-functions-url.js';

await runMain(async () => {
  const config = loadConfig(configSchema);
  await migrate(databaseOptions(config));
  const app = await createApp(AppModule.forRoot(config), { rewriteUrl: durableFunctionsUrl });
  serveOpenApi(app, describeApi(config));
  app.get<Logger>(LOGGER).info({ config: maskSecrets({ ...config }) }, 'app.configured');
  await serve(app, {
    port: config.port,
    host: config.listenHost,
    shutdownTimeoutMs: config.shutdownTimeoutMs,
    stopWithStdin: config.stopWithStdin,
    onListening: (_, port) => app.get(Engine).start(port),
  });
});
