import { Injectable } from '@nestjs/common';

/** Of `profile.budget`: what one target may be asked by all monitors and all replicas together. */
export interface TargetBudget {
  perSecond?: number | undefined;
  concurrent?: number | undefined;
}

/** How a request ended, as far as it says something of its target. `none`: nothing, as after an abort. */
export type TargetOutcome = 'good' | 'bad' | 'none';

/**
 * One gate for each target origin: its budget and its circuit breaker. Ask `blockedUntil` when a poll is due; where it
 * answers an instant, plan the poll by `spreadAfter` and count nothing. Else `acquire`, before any place of our own is
 * taken; where that answers false ask `blockedUntil` again. Every true needs one `release`.
 */
@Injectable()
export class TargetGates {
  /** The monotonic instant until which nothing is sent to this target; undefined where it may be asked. */
  blockedUntil(_origin: string, _now = performance.now()): number | undefined {
    return undefined;
  }

  /** True when the request may be sent; false where it may not until `until` (monotonic), or the target is blocked meanwhile. */
  acquire(_origin: string, _budget: TargetBudget | undefined, _until: number): Promise<boolean> {
    return Promise.resolve(true);
  }

  /** The request has ended. `hintMs` is how long a 429 or 503 asked us to wait. */
  release(_origin: string, _outcome: TargetOutcome, _hintMs?: number): void {}
}
