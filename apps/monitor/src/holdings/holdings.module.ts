import { Module } from '@nestjs/common';
import { Holdings } from './holdings.js';
import { HoldingsRepository } from './holdings.repository.js';
import { HoldingsTicker } from './holdings.ticker.js';
import { WakeSignals } from './wake-signals.js';

@Module({ providers: [Holdings, HoldingsRepository, HoldingsTicker, WakeSignals], exports: [Holdings, WakeSignals] })
export class HoldingsModule {}
