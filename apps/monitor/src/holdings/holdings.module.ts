import { Module } from '@nestjs/common';
import { ChangeSignals } from './change-signals.js';
import { Holdings } from './holdings.js';
import { HoldingsRepository } from './holdings.repository.js';
import { HoldingsTicker } from './holdings.ticker.js';
import { WakeSignals } from './wake-signals.js';

@Module({
  providers: [ChangeSignals, Holdings, HoldingsRepository, HoldingsTicker, WakeSignals],
  exports: [ChangeSignals, Holdings, WakeSignals],
})
export class HoldingsModule {}
