import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger, isUuid } from '@app/platform';
import { clockOf } from '../clock/clock-columns.js';
import { Clocks } from '../clock/clocks.js';
import { JobCommands } from './job-commands.js';
import { type JobRow, toJobNow } from './job-columns.js';
import { JobListRepository } from './job-list.repository.js';
import { type JobTransition, passTime } from './job-life.js';
import type { JobNow, RequestKind } from './job-now.js';
import { JobRivals } from './job-rivals.js';
import { JobStarter } from './job-starter.js';
import { JobUnknown, ReferenceTaken } from './job.errors.js';
import { JobMetrics } from './job-metrics.js';
import { JobsRepository } from './jobs.repository.js';
import { isKept } from './job-progress.js';
import { checkStart } from './start-checks.js';
import type { CommandedJob, JobCommand, JobFilter, StartRequest, StartedJob } from './start-request.js';

/** Each rival that gives way, and each change of the clock, costs an attempt. So many are none of them, but a name for all. */
const MOST_ATTEMPTS = 20;

/** What can be asked of jobs, whichever face it comes through. Everything is told as of now on the namespace's clock. */
@Injectable()
export class JobsService {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: JobsRepository,
    private readonly lists: JobListRepository,
    private readonly starter: JobStarter,
    private readonly rivals: JobRivals,
    private readonly commands: JobCommands,
    private readonly clocks: Clocks,
    private readonly metrics: JobMetrics,
  ) {}

  /**
   * Starts a job. The same start under its key is a repeat: it gets the first job, also after that has ended. Throws
   * JobNameTaken, ReferenceTaken, StartKeyReused, and the faults of names and keys.
   */
  async start(request: StartRequest): Promise<StartedJob> {
    checkStart(request);
    let passedOver = 0;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      const job = await this.starter.start(request, passedOver);
      if (job === 'clock-changed') {
        await this.clocks.refresh(request.namespace);
      } else if (job === 'taken') {
        const first = await this.rivals.settle(request);
        if (first !== undefined) return { job: first, isRepeated: true };
        // More each time, so that no row of names that clients have taken keeps a namespace from going on.
        if (typeof request.reference === 'function') passedOver = passedOver * 2 + 1;
      } else {
        this.metrics.started.inc();
        this.logger.info({ jobId: job.id, jobName: job.name }, 'job.started');
        return { job, isRepeated: false };
      }
    }
    throw new ReferenceTaken(typeof request.reference === 'string' ? request.reference : (request.name ?? ''));
  }

  /** By its id. Throws JobUnknown. */
  async find(namespace: string, id: string): Promise<JobNow> {
    const job = isUuid(id) ? this.told(await this.repository.findById(namespace, id)) : null;
    if (job === null) throw new JobUnknown(id);
    return job;
  }

  /** The same, with the record of its steps, up to now. Throws JobUnknown. */
  async findWithHistory(namespace: string, id: string): Promise<{ job: JobNow; history: JobTransition[] }> {
    const row = isUuid(id) ? await this.repository.findById(namespace, id) : undefined;
    const job = this.told(row);
    if (row === undefined || job === null) throw new JobUnknown(id);
    const written = await this.repository.readHistory(id);
    // The record is read later than the job, and may know more.
    const known = written.filter(({ sequence }) => sequence <= job.sequence);
    const due = passTime(row, job.now).transitions.filter(({ sequence }) => sequence >= known.length);
    return { job, history: [...known, ...due] };
  }

  /** By what its dialect calls it; null where there is none, or its record is no longer kept. */
  async findByReference(namespace: string, dialect: string, reference: string): Promise<JobNow | null> {
    return this.told(await this.repository.findByReference(namespace, dialect, reference));
  }

  /**
   * The same, and counts what is asked of it, in one statement: `counts` of the answer has it. A job without a dialect goes
   * by its id.
   */
  async touch(namespace: string, dialect: string | null, reference: string, kind: RequestKind): Promise<JobNow | null> {
    if (dialect !== null) return this.told(await this.repository.touch(namespace, dialect, reference, kind));
    return isUuid(reference) ? this.told(await this.repository.touchById(namespace, reference, kind)) : null;
  }

  /** Asks something of a job, by its id. `takesMs`: how long a cancel takes; 0 by default. Throws JobUnknown. */
  async command(namespace: string, id: string, command: JobCommand, takesMs = 0): Promise<CommandedJob> {
    const outcome = isUuid(id) ? await this.commands.command(namespace, id, command, takesMs) : 'unknown';
    if (outcome === 'unknown') throw new JobUnknown(id);
    return { job: await this.find(namespace, id), isChanged: outcome === 'changed' };
  }

  /** The newest first. A page may be shorter than its limit, and there be more: `next` tells where it goes on. */
  async list(namespace: string, filter: JobFilter): Promise<{ jobs: JobNow[]; next: number | undefined }> {
    const found = await this.lists.list(namespace, filter);
    const jobs = found.slice(0, filter.limit).flatMap((row) => this.told(row) ?? []);
    return {
      jobs: jobs.filter(({ state }) => filter.states?.includes(state) ?? true),
      next: found.length > filter.limit ? found[filter.limit - 1]!.place : undefined,
    };
  }

  /** Whatever it does: its record is gone. False where there is none. */
  async delete(namespace: string, id: string): Promise<boolean> {
    return isUuid(id) && (await this.repository.delete(namespace, id));
  }

  private told(row: JobRow | undefined): JobNow | null {
    if (row === undefined) return null;
    this.clocks.learn(clockOf(row));
    const job = toJobNow(row);
    return isKept(job) ? job : null;
  }
}
