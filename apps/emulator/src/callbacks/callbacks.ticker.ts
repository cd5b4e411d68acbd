import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Ticks } from '@app/platform';
import { CallbackSender } from './callback-sender.js';

/** What comes due between steps, by a delay or a retry, is sent no later than this after it. */
const TICK_MS = 250;

@Injectable()
export class CallbacksTicker {
  constructor(
    private readonly ticks: Ticks,
    private readonly sender: CallbackSender,
  ) {
    ticks.register('send-callbacks', TICK_MS);
  }

  @Interval(TICK_MS)
  tick(): Promise<void> {
    return this.ticks.run('send-callbacks', () => this.sender.begin());
  }
}
