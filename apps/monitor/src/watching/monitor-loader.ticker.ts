import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Ticks } from '@app/platform';
import { WakeSignals } from '../holdings/wake-signals.js';
import { MonitorLoader } from './monitor-loader.js';

const TICK_MS = 1000;
const SWEEP_MS = 60_000;

/** Loads what comes due soon, every second and as soon as groups are taken. */
@Injectable()
export class MonitorLoaderTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly loader: MonitorLoader,
    signals: WakeSignals,
  ) {
    ticks.register('load-monitors', TICK_MS);
    ticks.register('sweep-monitors', SWEEP_MS);
    signals.onGain(() => void this.tick());
  }

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.ticks.run('load-monitors', () => this.loader.runOnce());
  }

  @Interval(SWEEP_MS)
  sweep(): Promise<void> {
    return this.ticks.run('sweep-monitors', () => this.loader.sweep());
  }
}
