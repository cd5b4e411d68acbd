import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@app/platform';
import { AppModule } from '../../apps/emulator/src/app.module.js';
import { type EmulatorConfig, emulatorConfigSchema } from '../../apps/emulator/src/config.js';
import { databaseOptions } from '../../apps/emulator/src/database.js';
import { EndedJobsRepository } from '../../apps/emulator/src/jobs/ended-jobs.repository.js';
import { JobAdvancer } from '../../apps/emulator/src/jobs/job-advancer.js';
import { JobRetention } from '../../apps/emulator/src/jobs/job-retention.js';
import { JobsRepository } from '../../apps/emulator/src/jobs/jobs.repository.js';
import { JobsService } from '../../apps/emulator/src/jobs/jobs.service.js';
import { type TestDatabase, createTestDatabase } from './test-database.js';

export type Settings = Partial<Record<keyof EmulatorConfig, string>>;

function configFor(url: string, settings: Settings = {}): EmulatorConfig {
  return loadConfig(emulatorConfigSchema, { DATABASE_URL: url, LOG_LEVEL: 'silent', EMULATOR_PORT: '0', ...settings });
}

export function createEmulatorDatabase(): Promise<TestDatabase> {
  return createTestDatabase((url) => databaseOptions(configFor(url)));
}

/** One replica of the emulator inside the test's process, without HTTP and with its ticks off: a test calls `runOnce`. */
export async function startReplica(url: string, settings: Settings = {}) {
  const context = await NestFactory.createApplicationContext(AppModule.forRoot(configFor(url, settings)), {
    logger: false,
    abortOnError: false,
  });
  return {
    jobs: context.get(JobsService),
    advancer: context.get(JobAdvancer),
    repository: context.get(JobsRepository),
    endedJobs: context.get(EndedJobsRepository),
    retention: context.get(JobRetention),
    close: () => context.close(),
  };
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;
