import { commonSettings, count, flag, httpUrl, port, quantity } from '@app/platform';
import { z } from 'zod';
import { cidrs } from './targets/cidrs.js';
import { secretKeys, secretVariables } from './secrets/secret-settings.js';

export const CONFIG = Symbol('config');

const EMULATOR_URL = 'http://localhost:3001';

/** Every setting of the monitor, with its default; `.env.example` and the README's table are checked against it. */
export const configSchema = z
  .looseObject({
    ...commonSettings,
    MONITOR_PORT: port.prefault('3000'),
    MONITOR_PUBLIC_BASE_URL: httpUrl.optional(),
    START_ASYNC_JOB_URL: httpUrl.optional(),
    ASYNC_JOB_STATUS_URL: httpUrl.prefault(`${EMULATOR_URL}/api/job-status`),
    START_ASYNC_JOB_METHOD: z.enum(['GET', 'POST', 'PUT']).default('GET'),
    START_ASYNC_JOB_SAFE_TO_REPEAT: flag.optional(),
    ASYNC_JOB_COMPLETED_STATUS: z.string().default('Completed'),
    MONITOR_DURATION_MIN: quantity(0.001, 5_256_000).prefault('1'),
    MONITOR_POLLINGINTERVAL_SEC: quantity(0.1, 86_400).prefault('20'),
    MONITOR_REQUEST_TIMEOUT_SEC: quantity(0.05, 600).prefault('10'),
    MONITOR_START_CONCURRENCY: count(1, 10_000).prefault('64'),
    MONITOR_POLL_CONCURRENCY: count(1, 10_000).prefault('256'),
    MONITOR_LEASE_SEC: quantity(3, 600).prefault('10'),
    MONITOR_HORIZON_SEC: quantity(5, 3600).prefault('60'),
    ALLOW_PRIVATE_CIDRS: cidrs.prefault(''),
    SECRETS_KEY: secretKeys.optional(),
    SECRETS_DIR: z.string().optional(),
  })
  .transform((env) => ({
    databaseUrl: env.DATABASE_URL,
    databasePoolSize: env.DATABASE_POOL_SIZE,
    statementTimeoutMs: env.DATABASE_STATEMENT_TIMEOUT_SEC * 1000,
    listenHost: env.LISTEN_HOST,
    port: env.MONITOR_PORT,
    publicBaseUrl: env.MONITOR_PUBLIC_BASE_URL ?? `http://localhost:${env.MONITOR_PORT}`,
    logLevel: env.LOG_LEVEL,
    shutdownTimeoutMs: env.SHUTDOWN_TIMEOUT_SEC * 1000,
    stopWithStdin: env.STOP_WITH_STDIN,
    retentionDays: env.RETENTION_DAYS,
    startUrl: env.START_ASYNC_JOB_URL ?? `${EMULATOR_URL}/api/job-start`,
    statusUrl: env.ASYNC_JOB_STATUS_URL,
    startMethod: env.START_ASYNC_JOB_METHOD,
    /** Our emulator honours Idempotency-Key; of another service only its operator can know. */
    startIsSafeToRepeat: env.START_ASYNC_JOB_SAFE_TO_REPEAT ?? env.START_ASYNC_JOB_URL === undefined,
    completedStatus: env.ASYNC_JOB_COMPLETED_STATUS,
    deadlineMs: env.MONITOR_DURATION_MIN * 60_000,
    pollIntervalMs: env.MONITOR_POLLINGINTERVAL_SEC * 1000,
    requestTimeoutMs: env.MONITOR_REQUEST_TIMEOUT_SEC * 1000,
    startConcurrency: env.MONITOR_START_CONCURRENCY,
    pollConcurrency: env.MONITOR_POLL_CONCURRENCY,
    leaseMs: env.MONITOR_LEASE_SEC * 1000,
    horizonMs: env.MONITOR_HORIZON_SEC * 1000,
    allowPrivateCidrs: env.ALLOW_PRIVATE_CIDRS,
    /** The first encrypts, all decrypt; none: secrets can't be kept in the database. */
    secretKeys: env.SECRETS_KEY ?? [],
    secretsFolder: env.SECRETS_DIR,
    /** The variables LONGWATCH_SECRET_…, by what follows. */
    secretVariables: secretVariables(env),
  }));

export type MonitorConfig = z.output<typeof configSchema>;
