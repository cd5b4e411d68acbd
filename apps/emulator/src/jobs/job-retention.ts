import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type Logger } from '@app/platform';
import { ClocksRepository } from '../clock/clocks.repository.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { EndedJobsRepository } from './ended-jobs.repository.js';

const BATCH_SIZE = 1000;

/** So that one run can't keep the database busy for long; the next tick goes on. */
const MOST_BATCHES = 50;

const SECONDS_PER_DAY = 86_400;

/** Deletes jobs that ended longer ago than they are to be kept, and namespaces that nobody used for as long. */
@Injectable()
export class JobRetention {
  constructor(
    @Inject(CONFIG) private readonly config: EmulatorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly repository: EndedJobsRepository,
    private readonly clocks: ClocksRepository,
  ) {}

  async runOnce(at?: Date): Promise<{ deleted: number }> {
    let deleted = 0;
    for (let batch = 1; batch <= MOST_BATCHES; batch++) {
      const count = await this.repository.deleteEnded(this.config.RETENTION_DAYS * SECONDS_PER_DAY, BATCH_SIZE, at);
      deleted += count;
      if (count < BATCH_SIZE) break;
    }
    await this.clocks.deleteUnused(this.config.RETENTION_DAYS * SECONDS_PER_DAY, at);
    if (deleted > 0) this.logger.info({ deleted }, 'jobs.deleted');
    return { deleted };
  }
}
