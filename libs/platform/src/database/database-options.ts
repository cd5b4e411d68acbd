import type { DataSourceOptions } from 'typeorm';

/** What an app says of its database. Each app owns one schema of the database and its own table of migrations. */
export interface DatabaseOptions {
  url: string;
  schema: string;
  poolSize: number;
  statementTimeoutMs: number;
  applicationName: string;
  entities: Exclude<DataSourceOptions['entities'], undefined>;
  migrations: Exclude<DataSourceOptions['migrations'], undefined>;
}

/** How long one attempt to connect may take. */
const CONNECT_TIMEOUT_MS = 5000;
const IDLE_IN_TRANSACTION_MS = 5000;

/**
 * Options for TypeORM and the driver below it. Every wait has a limit: with `pg`'s defaults a query into a network
 * that swallows packets hangs for ever.
 */
export function dataSourceOptions(options: DatabaseOptions): DataSourceOptions {
  return {
    type: 'postgres',
    url: options.url,
    schema: options.schema,
    entities: options.entities,
    migrations: options.migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    logging: false,
    poolSize: options.poolSize,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    applicationName: options.applicationName,
    extra: {
      statement_timeout: options.statementTimeoutMs,
      query_timeout: options.statementTimeoutMs + 2000,
      // A replica that freezes between the lock and the commit of a command must not keep the row from the others.
      idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
      keepAlive: true,
    },
  };
}
