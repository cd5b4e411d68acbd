import { Ticks } from '@app/platform';
import { SecretStore, variableOf } from '../../apps/monitor/src/secrets/secret-store.js';
import type { CallbackNote, JournalEntry } from '../../apps/emulator/src/referee/journal-entry.js';
import { type EmulatorApp, startEmulatorApp } from '../support/emulator-app.js';
import { createEmulatorDatabase } from '../support/emulator-replica.js';
import { type ApiReplica, createApiDatabase, startApiReplica } from '../support/monitor-api.js';
import { openTlsDoor, trustTlsDoor } from '../support/tls-door.js';
import type { Case } from './axes.js';
import { STEADY_SECRET } from './case-profile.js';
import { POLL_EVERY_MS, REQUEST_TIMEOUT_MS } from './case-timing.js';

/** What a case is played on: a real monitor and a real emulator, over HTTP, in this process. */
export interface Stage {
  monitor: ApiReplica;
  /** The emulator that plays a case: where it is told what to play, and where clients reach it. */
  emulatorOf: (one: Case) => Pick<EmulatorApp, 'port' | 'url'>;
  /** Puts a secret that the monitor can use. */
  putSecret: (name: string, value: string) => void;
  /** What the emulator noted of the requests in a namespace, in order. */
  journalOf: (namespace: string) => Promise<(JournalEntry | CallbackNote)[]>;
  close(): Promise<void>;
}

const JOURNAL = 'SELECT entry FROM emulator.requests WHERE namespace = $1 AND entry IS NOT NULL ORDER BY number';

/**
 * Starts both apps with everything that they do by themselves. One replica of the emulator is known by https: only there an
 * API can say http for it.
 */
export async function startStage(): Promise<Stage> {
  const [emulatorDatabase, monitorDatabase] = await Promise.all([createEmulatorDatabase(), createApiDatabase()]);
  const door = await openTlsDoor();
  const distrust = trustTlsDoor(door.certificate);
  const emulator = await startEmulatorApp(emulatorDatabase.url);
  const secure = await startEmulatorApp(emulatorDatabase.url, { EMULATOR_PUBLIC_BASE_URL: door.url });
  door.leadTo(secure.port);
  const secrets: Record<string, string> = { [variableOf(STEADY_SECRET)]: 'word-of-all' };
  const monitor = await startApiReplica(monitorDatabase.url, {
    pollIntervalMs: POLL_EVERY_MS,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
    allowPrivateCidrs: ['127.0.0.0/8', '::1'],
    secretVariables: secrets,
  });
  renewOnRefusal(monitor, secrets);
  for (const { app } of [emulator, secure, monitor]) app.get(Ticks).start();
  await monitor.tick();
  return {
    monitor,
    emulatorOf: ({ location }) => (location === 'downgraded' ? { port: secure.port, url: door.url } : emulator),
    putSecret: (name, value) => (secrets[variableOf(name)] = value),
    journalOf: async (namespace) => {
      const rows = await emulatorDatabase.query<{ entry: JournalEntry | CallbackNote }>(JOURNAL, [namespace]);
      return rows.map(({ entry }) => entry);
    },
    close: async () => {
      await monitor.close();
      await door.close();
      await Promise.all([emulator.close(), secure.close()]);
      distrust();
      await Promise.all([monitorDatabase.drop(), emulatorDatabase.drop()]);
    },
  };
}

/** As soon as a secret is refused somebody has put another one in its place; all but the one that stays as it is. */
function renewOnRefusal({ app }: ApiReplica, secrets: Record<string, string>): void {
  const store = app.get(SecretStore);
  const renew = store.renew.bind(store);
  store.renew = (name) => {
    if (name !== STEADY_SECRET) secrets[variableOf(name)] = `renewed-word-of-${name}`;
    return renew(name);
  };
}
