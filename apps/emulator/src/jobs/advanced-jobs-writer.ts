import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger, isDatabaseUnavailable } from '@app/platform';
import { type AdvancedJob, ClaimsRepository } from './claims.repository.js';
import { TransitionWriters } from './transition-writers.js';

export interface Written {
  /** The ids of the jobs whose claims still stood. */
  saved: Set<string>;
  /** The ids of those that could not be written: their claims lapse. */
  failed: Set<string>;
}

/** Writes what became of claimed jobs. One that can't be written must not stop the others, of whatever namespace. */
@Injectable()
export class AdvancedJobsWriter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: ClaimsRepository,
    private readonly writers: TransitionWriters,
  ) {}

  /** All at once, unless one of them is in the way. Throws where none can be written. */
  async write(moved: AdvancedJob[], leaseMs: number): Promise<Written> {
    try {
      return { saved: await this.save(moved, leaseMs), failed: new Set() };
    } catch (error) {
      if (moved.length < 2 || isDatabaseUnavailable(error)) throw error;
      return this.writeHalves(moved, leaseMs);
    }
  }

  private async writeHalves(moved: AdvancedJob[], leaseMs: number): Promise<Written> {
    const written: Written = { saved: new Set(), failed: new Set() };
    const middle = moved.length >> 1;
    for (const half of [moved.slice(0, middle), moved.slice(middle)]) {
      try {
        const { saved, failed } = await this.write(half, leaseMs);
        for (const id of saved) written.saved.add(id);
        for (const id of failed) written.failed.add(id);
      } catch (error) {
        for (const { job } of half) written.failed.add(job.id);
        if (written.failed.size === moved.length) throw error;
        this.logger.error({ err: error, jobIds: half.map(({ job }) => job.id) }, 'jobs.unwritable');
      }
    }
    return written;
  }

  /** In one statement; with who else writes when these jobs move, in one transaction. */
  private async save(moved: AdvancedJob[], leaseMs: number): Promise<Set<string>> {
    if (!this.writers.areWanted(moved.map(({ job }) => job))) return this.repository.saveTransitions(moved, leaseMs);
    const saved = await this.repository.transaction(async (executor) => {
      const ids = await this.repository.saveTransitions(moved, leaseMs, executor);
      const written = moved.filter(({ job }) => ids.has(job.id));
      await this.writers.write(executor, written);
      return ids;
    });
    this.writers.written();
    return saved;
  }
}
