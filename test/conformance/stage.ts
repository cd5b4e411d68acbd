import { Ticks } from '@app/platform';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { type ApiReplica, createApiDatabase, startApiReplica } from '../support/monitor-api.js';
import { openTlsDoor, trustTlsDoors } from '../support/tls-door.js';
import type { Case } from './axes.js';
import { POLL_EVERY_MS, REQUEST_TIMEOUT_MS } from './case-timing.js';

/** What a case is played on: a real monitor and a real emulator, over HTTP, in this process. */
export interface Stage {
  monitor: ApiReplica;
  /** The emulator that plays a case: where it is told what to play, and where clients reach it. */
  emulatorOf: (one: Case) => Pick<EmulatorApp, 'port' | 'url'>;
  close(): Promise<void>;
}

/**
 * Starts both apps with everything that they do by themselves. One replica of the emulator is known by https: only there an
 * API can say http for it.
 */
export async function startStage(): Promise<Stage> {
  const [emulatorDatabase, monitorDatabase] = await Promise.all([createEmulatorDatabase(), createApiDatabase()]);
  const [door, distrust] = [await openTlsDoor(), trustTlsDoors()];
  const emulator = await startEmulatorApp(emulatorDatabase.url);
  const secure = await startEmulatorApp(emulatorDatabase.url, { EMULATOR_PUBLIC_BASE_URL: door.url });
  door.leadTo(secure.port);
  const monitor = await startApiReplica(monitorDatabase.url, {
    pollIntervalMs: POLL_EVERY_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    allowPrivateCidrs: ['127.0.0.0/8', '::1'],
    secretVariables: changingSecrets(),
  });
  for (const { app } of [emulator, secure, monitor]) app.get(Ticks).start();
  await monitor.tick();
  return {
    monitor,
    emulatorOf: ({ location }) => (location === 'downgraded' ? { port: secure.port, url: door.url } : emulator),
    close: async () => {
      await monitor.close();
      await door.close();
      await Promise.all([emulator.close(), secure.close()]);
      distrust();
      await Promise.all([monitorDatabase.drop(), emulatorDatabase.drop()]);
    },
  };
}

/** The secret `steady` stays as it is; every other is another one each time it is read, as one that somebody renews. */
function changingSecrets(): Record<string, string> {
  let reads = 0;
  const read = (name: string): string => (name === 'STEADY' ? 'word-of-all' : `word-${name}-${++reads}`);
  return new Proxy<Record<string, string>>({}, { get: (_, name) => read(String(name)) });
}
