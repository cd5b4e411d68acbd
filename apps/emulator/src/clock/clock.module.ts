import { Module } from '@nestjs/common';
import { ClockController } from './clock.controller.js';
import { ClockService } from './clock.service.js';
import { ClockSignals } from './clock-signals.js';
import { Clocks } from './clocks.js';
import { ClocksRepository } from './clocks.repository.js';

@Module({
  controllers: [ClockController],
  providers: [ClocksRepository, Clocks, ClockSignals, ClockService],
  exports: [Clocks, ClocksRepository, ClockService],
})
export class ClockModule {}
