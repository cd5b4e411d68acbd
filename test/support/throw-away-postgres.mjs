/**
 * A Postgres server for tests, fast rather than safe, in a temporary folder. It is kept by the same keeper as the
 * embedded database, which stops the server and removes the folder when this process ends, however it ends.
 */
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { holdDatabase } from '../../launcher/database.mjs';

const settings = {
  fsync: 'off',
  full_page_writes: 'off',
  max_connections: 300,
  log_min_messages: 'fatal',
};

/**
 * `POSTGRES_BIN_DIR` chooses other programs than the embedded ones, such as /usr/lib/postgresql/15/bin.
 * @returns {Promise<{ url: string, folder: string, stop: () => Promise<void> }>} the URL is a superuser's
 */
export async function startThrowAwayPostgres() {
  const folder = mkdtempSync(join(tmpdir(), 'longwatch-test-'));
  // As root, Postgres runs as another account, which has to pass.
  if (process.getuid?.() === 0) chmodSync(folder, 0o711);
  const signal = new AbortController().signal;
  const logFile = join(folder, 'postgres.log');
  const database = await holdDatabase({ folder, logFile, settings, removeAtEnd: true, signal });
  database.unref();
  return { url: database.url, folder, stop: () => database.release() };
}
