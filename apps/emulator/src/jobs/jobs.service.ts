import { Inject, Injectable } from '@nestjs/common';
import { nameSchema, startKeySchema } from '@app/contracts';
import { DatabaseClock, LOGGER, type Logger, isUuid, uuidV7 } from '@app/platform';
import { SCENARIO, type Scenario } from '../scenarios/scenario.js';
import { JobAdvancer } from './job-advancer.js';
import { createJob } from './job-life.js';
import { JobNameInvalid, JobNameTaken, JobUnknown, StartKeyInvalid, StartKeyReused } from './job.errors.js';
import { JobMetrics } from './job-metrics.js';
import { JobsRepository, type JobView } from './jobs.repository.js';

/** What can be asked of jobs, whichever face it comes through. */
@Injectable()
export class JobsService {
  constructor(
    @Inject(SCENARIO) private readonly scenario: Scenario,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: JobsRepository,
    private readonly advancer: JobAdvancer,
    private readonly clock: DatabaseClock,
    private readonly metrics: JobMetrics,
  ) {}

  /** Starts a job. The same name under the same key is a repeat: it gets the first job, also after that has ended. */
  async start(name: string, startKey?: string): Promise<JobView> {
    checkName(name);
    if (startKey !== undefined) checkStartKey(startKey);
    const born = createJob({ id: uuidV7(), name, at: Math.floor(this.clock.now()), scenario: this.scenario });
    const claim = this.advancer.claimFor(born.job);

    const isStored = await this.repository.insert(born, claim, startKey ?? null);
    if (!isStored) return this.findRepeated(name, startKey);

    if (claim !== null) this.advancer.hold({ ...born.job, claimToken: claim.token });
    this.metrics.started.inc();
    this.logger.info({ jobId: born.job.id, jobName: name }, 'job.started');
    return born.job;
  }

  async find(jobId: string): Promise<JobView> {
    const job = isUuid(jobId) ? await this.repository.findById(jobId) : null;
    if (job === null) throw new JobUnknown(jobId);
    return job;
  }

  private async findRepeated(name: string, startKey?: string): Promise<JobView> {
    const first = startKey === undefined ? null : await this.repository.findByStartKey(startKey);
    if (first === null) throw new JobNameTaken(name);
    if (first.name !== name) throw new StartKeyReused(startKey!);
    return first;
  }
}

function checkName(name: string): void {
  const { error } = nameSchema.safeParse(name);
  if (error !== undefined) throw new JobNameInvalid(error.issues[0]!.message);
}

function checkStartKey(startKey: string): void {
  const { error } = startKeySchema.safeParse(startKey);
  if (error !== undefined) throw new StartKeyInvalid(error.issues[0]!.message);
}
