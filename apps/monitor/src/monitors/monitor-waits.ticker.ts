import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Ticks } from '@app/platform';
import { MonitorWaits } from './monitor-waits.js';

const TICK_MS = 6000;

/** Makes up for signals that were lost: behind some connection poolers none comes at all. */
@Injectable()
export class MonitorWaitsTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly waits: MonitorWaits,
  ) {
    ticks.register('look-for-changes', TICK_MS);
  }

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.ticks.run('look-for-changes', () => this.waits.lookAtAll());
  }
}
