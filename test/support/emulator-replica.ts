import { NestFactory } from '@nestjs/core';
import { loadConfig } from '@app/platform';
import { AppModule } from '../../apps/emulator/src/app.module.js';
import { type EmulatorConfig, emulatorConfigSchema } from '../../apps/emulator/src/config.js';
import { databaseOptions } from '../../apps/emulator/src/database.js';
import { EndedJobsRepository } from '../../apps/emulator/src/jobs/ended-jobs.repository.js';
import { JobAdvancer } from '../../apps/emulator/src/jobs/job-advancer.js';
import { ClockService } from '../../apps/emulator/src/clock/clock.service.js';
import { Clocks } from '../../apps/emulator/src/clock/clocks.js';
import { ClaimsRepository } from '../../apps/emulator/src/jobs/claims.repository.js';
import { JobRetention } from '../../apps/emulator/src/jobs/job-retention.js';
import { TransitionWriters } from '../../apps/emulator/src/jobs/transition-writers.js';
import type { Life } from '../../apps/emulator/src/jobs/life.js';
import type { StartRequest, StartedJob } from '../../apps/emulator/src/jobs/start-request.js';
import { DialectsService } from '../../apps/emulator/src/dialects/dialects.service.js';
import { OutagesService } from '../../apps/emulator/src/faults/outages.service.js';
import { ScenarioLibrary } from '../../apps/emulator/src/scenarios/scenario-library.js';
import { ResetService } from '../../apps/emulator/src/namespaces/reset.service.js';
import { type Scenario, SCENARIO } from '../../apps/emulator/src/scenarios/scenario.js';
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
  const jobs = context.get(JobsService);
  const life: Life = context.get<Scenario>(SCENARIO);
  return {
    jobs,
    clock: context.get(ClockService),
    clocks: context.get(Clocks),
    resets: context.get(ResetService),
    advancer: context.get(JobAdvancer),
    writers: context.get(TransitionWriters),
    claims: context.get(ClaimsRepository),
    endedJobs: context.get(EndedJobsRepository),
    retention: context.get(JobRetention),
    library: context.get(ScenarioLibrary),
    dialects: context.get(DialectsService),
    outages: context.get(OutagesService),
    /** Starts a job as a seed's route does: with the life of the settings, where the test says nothing else. */
    start: (name: string | null, request: Partial<StartRequest> = {}): Promise<StartedJob> =>
      jobs.start({ namespace: 'default', dialect: null, name, life: () => life, ...request }),
    close: () => context.close(),
  };
}

export type Replica = Awaited<ReturnType<typeof startReplica>>;
