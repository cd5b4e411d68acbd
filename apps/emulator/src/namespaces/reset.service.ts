import { Inject, Injectable } from '@nestjs/common';
import { clockOf } from '../clock/clock-columns.js';
import { Clocks } from '../clock/clocks.js';
import { ClocksRepository } from '../clock/clocks.repository.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { JobsRepository } from '../jobs/jobs.repository.js';
import { Resets } from './resets.js';

/** Empties a namespace: nothing of what happened in it is left, and its clock shows the real time. */
@Injectable()
export class ResetService {
  constructor(
    @Inject(CONFIG) private readonly config: Pick<EmulatorConfig, 'EMULATOR_TIME_SCALE'>,
    private readonly jobs: JobsRepository,
    private readonly clocksRepository: ClocksRepository,
    private readonly clocks: Clocks,
    private readonly resets: Resets,
  ) {}

  /** In one transaction. `isAll`: what was put into it by hand goes, too. */
  async reset(namespace: string, isAll: boolean): Promise<void> {
    await this.clocks.refresh(namespace);
    const clock = await this.jobs.transaction(async (executor) => {
      // First the clock, so that two resets wait for each other, and nobody writes what was decided by the old one.
      const clock = await this.clocksRepository.reset(executor, namespace, this.config.EMULATOR_TIME_SCALE);
      await this.resets.run(executor, namespace, isAll);
      await this.jobs.deleteAll(executor, namespace);
      return clock!;
    });
    this.clocks.learn(clockOf(clock));
    this.resets.done(namespace);
  }
}
