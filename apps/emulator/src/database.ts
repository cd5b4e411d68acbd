import type { DatabaseOptions } from '@app/platform';
import type { EmulatorConfig } from './config.js';
import { JobTransitionEntity } from './jobs/job-transition.entity.js';
import { JobEntity } from './jobs/job.entity.js';
import { CreateJobs1763700000000 } from './migrations/1763700000000-create-jobs.js';
import { CreateNamespaces1763800000000 } from './migrations/1763800000000-create-namespaces.js';
import { CreateDialects1763830000000 } from './migrations/1763830000000-create-dialects.js';
import { CreateScenarios1763840000000 } from './migrations/1763840000000-create-scenarios.js';
import { CreateRequests1764000000200 } from './migrations/1764000000200-create-requests.js';
import { CreateCallbacks1764000000210 } from './migrations/1764000000210-create-callbacks.js';
import { NumberJobsOfDialects1764000000220 } from './migrations/1764000000220-number-jobs-of-dialects.js';

/** The emulator's part of the database: the schema `emulator`. */
export function databaseOptions(config: EmulatorConfig): DatabaseOptions {
  return {
    url: config.DATABASE_URL,
    schema: 'emulator',
    poolSize: config.DATABASE_POOL_SIZE,
    statementTimeoutMs: config.DATABASE_STATEMENT_TIMEOUT_SEC * 1000,
    applicationName: 'longwatch-emulator',
    entities: [JobEntity, JobTransitionEntity],
    migrations: [
      CreateJobs1763700000000,
      CreateNamespaces1763800000000,
      CreateDialects1763830000000,
      CreateScenarios1763840000000,
      CreateRequests1764000000200,
      CreateCallbacks1764000000210,
      NumberJobsOfDialects1764000000220,
    ],
  };
}
