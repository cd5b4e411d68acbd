import { Injectable } from '@nestjs/common';
import { Holdings } from './holdings.js';
import { HoldingsRepository } from './holdings.repository.js';

/**
 * Tells a group's holder that a row of it changed: directly where this replica holds it, by NOTIFY otherwise. A signal
 * that is lost costs no more than the wait for the next tick, for the row itself is flagged.
 */
@Injectable()
export class WakeSignals {
  private listener: () => void = () => undefined;
  private gainListener: () => void = () => undefined;

  constructor(
    private readonly holdings: Holdings,
    private readonly repository: HoldingsRepository,
  ) {}

  /** Who is to be told of rows that changed in groups held here. */
  onWake(listener: () => void): void {
    this.listener = listener;
  }

  /** Who is to be told when groups were taken. */
  onGain(listener: () => void): void {
    this.gainListener = listener;
  }

  gained(): void {
    this.gainListener();
  }

  /** A row of the group has changed, and that is committed. */
  changed(groupId: number): void {
    if (this.holdings.epochOf(groupId) !== undefined) this.listener();
    else this.repository.notifyHolder(groupId).catch(() => undefined);
  }

  /** A signal has come from another replica. */
  received(groupId: number): void {
    if (this.holdings.epochOf(groupId) !== undefined) this.listener();
  }
}
