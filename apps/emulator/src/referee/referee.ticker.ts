import { Inject, Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Ticks } from '@app/platform';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { RequestsRepository } from './requests.repository.js';

const TICK_MS = 60_000;
const BATCH_SIZE = 5000;
const MOST_BATCHES = 50;
/** Of a namespace: twice what is judged, so that a load test does not fill the disk. */
const MOST_KEPT = 100_000;
const SECONDS_PER_DAY = 86_400;

/** Forgets requests that are older than RETENTION_DAYS, or too many, in bounded batches. */
@Injectable()
export class RefereeTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly repository: RequestsRepository,
    @Inject(CONFIG) private readonly config: EmulatorConfig,
  ) {
    ticks.register('forget-requests', TICK_MS);
  }

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.ticks.run('forget-requests', () => this.forget());
  }

  async forget(): Promise<void> {
    for (let batch = 0, deleted = BATCH_SIZE; batch < MOST_BATCHES && deleted === BATCH_SIZE; batch++) {
      deleted = await this.repository.deleteOld(this.config.RETENTION_DAYS * SECONDS_PER_DAY, BATCH_SIZE);
    }
    for (const namespace of await this.repository.findOverfull(MOST_KEPT)) {
      for (let batch = 0, deleted = BATCH_SIZE; batch < MOST_BATCHES && deleted === BATCH_SIZE; batch++) {
        deleted = await this.repository.prune(namespace, MOST_KEPT, BATCH_SIZE);
      }
    }
  }
}
