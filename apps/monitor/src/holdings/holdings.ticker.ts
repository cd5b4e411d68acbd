import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Ticks } from '@app/platform';
import { Holdings } from './holdings.js';
import { WakeSignals } from './wake-signals.js';

const TICK_MS = 1000;

/** Renews the lease and evens out who holds what, every second. */
@Injectable()
export class HoldingsTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly holdings: Holdings,
    private readonly signals: WakeSignals,
  ) {
    ticks.register('hold-groups', TICK_MS);
  }

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.ticks.run('hold-groups', async () => {
      const taken = await this.holdings.runOnce();
      if (taken.length > 0) this.signals.gained();
    });
  }
}
