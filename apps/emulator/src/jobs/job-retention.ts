import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@app/platform';
import { ClocksRepository } from '../clock/clocks.repository.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { Resets } from '../namespaces/resets.js';
import { EndedJobsRepository } from './ended-jobs.repository.js';

const BATCH_SIZE = 1000;

/** So that one run can't keep the database busy for long; the next tick goes on. */
const MOST_BATCHES = 50;

/** So many namespaces are forgotten in one transaction. */
const NAMESPACES_AT_ONCE = 100;

const SECONDS_PER_DAY = 86_400;

/** Deletes jobs that ended longer ago than they are to be kept, and namespaces that nobody used for as long, with all that was put into them. */
@Injectable()
export class JobRetention {
  constructor(
    @Inject(CONFIG) private readonly config: EmulatorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: EndedJobsRepository,
    private readonly clocks: ClocksRepository,
    private readonly resets: Resets,
  ) {}

  async runOnce(at?: Date): Promise<{ deleted: number }> {
    let deleted = 0;
    for (let batch = 1; batch <= MOST_BATCHES; batch++) {
      const count = await this.repository.deleteEnded(this.config.RETENTION_DAYS * SECONDS_PER_DAY, BATCH_SIZE, at);
      deleted += count;
      if (count < BATCH_SIZE) break;
    }
    for (let batch = 1; batch <= MOST_BATCHES; batch++) {
      if ((await this.forgetNamespaces(at)) < NAMESPACES_AT_ONCE) break;
    }
    if (deleted > 0) this.logger.info({ deleted }, 'jobs.deleted');
    return { deleted };
  }

  private forgetNamespaces(at?: Date): Promise<number> {
    return this.clocks.transaction(async (executor) => {
      const ageSeconds = this.config.RETENTION_DAYS * SECONDS_PER_DAY;
      const names = await this.clocks.deleteUnused(executor, ageSeconds, NAMESPACES_AT_ONCE, at);
      for (const name of names) await this.resets.run(executor, name, true);
      return names.length;
    });
  }
}
