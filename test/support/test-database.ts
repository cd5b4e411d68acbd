import { randomBytes } from 'node:crypto';
import { Client } from 'pg';
import { type DatabaseOptions, migrate } from '@app/platform';

/** A database that one test file has to itself. */
export interface TestDatabase {
  url: string;
  /** Runs one statement on a connection of the test's own. */
  query<Row extends object>(statement: string, parameters?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** Creates a database on the Postgres of the test run, brought up to date by the migrations of an app where one is given. */
export async function createTestDatabase(optionsFor?: (url: string) => DatabaseOptions): Promise<TestDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (server === undefined) throw new Error('TEST_POSTGRES_URL is not set; the global setup of the test run sets it');
  const name = `longwatch_test_${randomBytes(6).toString('hex')}`;
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  await onServer(server, `CREATE DATABASE ${name}`);
  if (optionsFor !== undefined) await migrate(optionsFor(url));
  const client = new Client({ connectionString: url });
  await client.connect();
  return {
    url,
    query: async <Row extends object>(statement: string, parameters: unknown[] = []) =>
      (await client.query<Row>(statement, parameters)).rows,
    drop: async () => {
      await client.end();
      await onServer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    },
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
