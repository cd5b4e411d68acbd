import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { LOGGER, type Logger, Ticks } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { EndedMonitorsRepository } from './ended-monitors.repository.js';
import { StartKeysRepository } from './start-keys.repository.js';

const TICK_MS = 60_000;
const BATCH = 1000;
const MOST_BATCHES = 100;

/** Forgets monitors that ended longer ago than RETENTION_DAYS, and the keys of starts, in bounded batches. */
@Injectable()
export class RetentionTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly repository: EndedMonitorsRepository,
    private readonly keys: StartKeysRepository,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    ticks.register('forget-ended', TICK_MS);
  }

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.ticks.run('forget-ended', async () => {
      for (let batch = 0, deleted = BATCH; batch < MOST_BATCHES && deleted === BATCH; batch++) {
        deleted = await this.repository.deleteOlderThan(this.config.retentionDays, BATCH);
        if (deleted > 0) this.logger.info({ deleted }, 'monitors.forgotten');
      }
      for (let batch = 0, deleted = BATCH; batch < MOST_BATCHES && deleted === BATCH; batch++) {
        deleted = await this.keys.deleteOld(BATCH);
      }
    });
  }
}
