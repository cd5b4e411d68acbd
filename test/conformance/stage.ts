import { Ticks } from '@app/platform';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { type ApiReplica, createApiDatabase, startApiReplica } from '../support/monitor-api.js';
import type { Case } from './axes.js';
import { POLL_EVERY_MS, REQUEST_TIMEOUT_MS } from './case-timing.js';

/** What a case is played on: a real monitor and a real emulator, over HTTP, in this process. */
export interface Stage {
  monitor: ApiReplica;
  /** The emulator that plays a case. */
  emulatorOf: (one: Case) => EmulatorApp;
  close(): Promise<void>;
}

/** Starts both apps with everything that they do by themselves. */
export async function startStage(): Promise<Stage> {
  const [emulatorDatabase, monitorDatabase] = await Promise.all([createEmulatorDatabase(), createApiDatabase()]);
  const emulator = await startEmulatorApp(emulatorDatabase.url);
  const monitor = await startApiReplica(monitorDatabase.url, {
    pollIntervalMs: POLL_EVERY_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    allowPrivateCidrs: ['127.0.0.0/8', '::1'],
    secretVariables: changingSecrets(),
  });
  for (const { app } of [emulator, monitor]) app.get(Ticks).start();
  await monitor.tick();
  return {
    monitor,
    emulatorOf: () => emulator,
    close: async () => {
      await monitor.close();
      await emulator.close();
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
