import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource, MigrationExecutor } from 'typeorm';
import { type DatabaseOptions, dataSourceOptions } from './database-options.js';

/** Serialises the migrations of all replicas of all apps. */
const MIGRATION_LOCK = 7_061_726_421;

const ATTEMPTS = 10;
const PAUSE_MS = 1000;

/** The database can't be reached or refuses us; the message is one line for a person. */
export class DatabaseUnreachable extends Error {}

/**
 * Brings the app's schema up to date: all pending migrations in one transaction, one replica at a time. A database
 * that does not answer yet is asked again for about ten seconds, then a DatabaseUnreachable is thrown.
 */
export async function migrate(options: DatabaseOptions): Promise<void> {
  const source = await connect(options);
  const runner = source.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query(`SELECT pg_advisory_xact_lock($1)`, [MIGRATION_LOCK]);
    await runner.query(`CREATE SCHEMA IF NOT EXISTS "${options.schema}"`);
    const executor = new MigrationExecutor(source, runner);
    executor.transaction = 'none';
    await executor.executePendingMigrations();
    await runner.commitTransaction();
  } finally {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    await runner.release();
    await source.destroy();
  }
}

async function connect(options: DatabaseOptions): Promise<DataSource> {
  for (let attempt = 1; ; attempt++) {
    try {
      // A migration may take longer than a statement of the service.
      return await new DataSource({
        ...dataSourceOptions({ ...options, statementTimeoutMs: 600_000, poolSize: 1 }),
      }).initialize();
    } catch (error) {
      if (attempt >= ATTEMPTS || !isPassing(error)) throw new DatabaseUnreachable(explain(options.url, error));
      await sleep(PAUSE_MS);
    }
  }
}

/** Refused logins, unknown databases and the like stay as they are, however often one asks. */
function isPassing(error: unknown): boolean {
  const code = (error as { code?: string }).code ?? '';
  return /^E[A-Z]+$/.test(code) || code.startsWith('57P') || code.startsWith('08') || code === '53300';
}

function explain(url: string, error: unknown): string {
  const { hostname, port, pathname } = new URL(url);
  const { code, message } = error as { code?: string; message: string };
  return `The database ${pathname.slice(1)} at ${hostname}:${port || 5432} (DATABASE_URL) can't be used: ${message || code}`;
}
