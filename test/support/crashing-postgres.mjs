/** A Postgres server of a test's own, which can be killed and come back with its data and its address. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdDatabase } from '../../launcher/database.mjs';
import { clusterIn } from '../../launcher/postgres-folder.mjs';

const settings = { fsync: 'off', full_page_writes: 'off', max_connections: 100, log_min_messages: 'fatal' };

/** @typedef {Awaited<ReturnType<typeof startCrashingPostgres>>} CrashingPostgres */

export async function startCrashingPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'longwatch-crash-'));
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const hold = () =>
    holdDatabase({ folder, logFile: join(folder, 'postgres.log'), settings, signal: new AbortController().signal });
  let database = await hold();
  return {
    url: database.url,
    /** Kills the server; resolves when it is gone. */
    crash: async () => {
      const pid = Number(readFileSync(join(clusterIn(folder), 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
      process.kill(pid, 'SIGKILL');
      await database.lost;
      await database.release();
    },
    comeBack: async () => {
      const before = database.url;
      database = await hold();
      if (database.url !== before) throw new Error('Postgres came back at another address');
    },
    stop: async () => {
      await database.release();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
