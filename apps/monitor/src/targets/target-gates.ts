import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { DatabaseClock, LOGGER, type Logger } from '@app/platform';
import { Holdings } from '../holdings/holdings.js';
import type { BreakerOutcome } from './breaker.js';
import type { TargetBudget } from './budget-share.js';
import { TargetGate } from './target-gate.js';
import { TargetMetrics } from './target-metrics.js';

/** How a request ended, as far as it says something of its target. `none`: nothing, as after an abort. */
export type TargetOutcome = BreakerOutcome;

/** Status URLs are learned from replies, so their origins have no natural bound. */
const MAX_GATES = 10_000;

/**
 * One gate for each target origin: its circuit breaker and its budget. Ask `blockedUntil` when a poll is due; where it
 * answers an instant, plan the poll by `spreadAfter` and count nothing. Else `acquire`, before any place of our own is
 * taken, so that who waits here keeps nobody else waiting; where that answers false ask `blockedUntil` again. Every true
 * needs one `release`.
 */
@Injectable()
export class TargetGates implements OnApplicationShutdown {
  private readonly gates = new Map<string, TargetGate>();

  constructor(
    private readonly clock: DatabaseClock,
    private readonly holdings: Holdings,
    private readonly metrics: TargetMetrics,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    metrics.watch(() => {
      const gates = [...this.gates.values()];
      return {
        blocked: gates.filter((gate) => gate.isBlocked).length,
        waiting: gates.reduce((sum, gate) => sum + gate.waiting, 0),
      };
    });
  }

  /** The monotonic instant until which nothing is sent to this target; undefined where it may be asked. */
  blockedUntil(origin: string, now = performance.now()): number | undefined {
    return this.gates.get(origin)?.blockedUntil(now);
  }

  /** True when the request may be sent; false where it may not until `until` (monotonic), or the target is blocked meanwhile. */
  acquire(origin: string, budget: TargetBudget | undefined, until: number): Promise<boolean> {
    return this.gate(origin).acquire(budget, until);
  }

  /** The request has ended. `hintMs` is how long a 429 or 503 asked us to wait. */
  release(origin: string, outcome: TargetOutcome, hintMs?: number): void {
    this.gates.get(origin)?.release(outcome, hintMs);
  }

  onApplicationShutdown(): void {
    for (const gate of this.gates.values()) gate.close();
  }

  private gate(origin: string): TargetGate {
    let gate = this.gates.get(origin);
    if (gate === undefined) {
      if (this.gates.size >= MAX_GATES) this.letGoOfIdleOnes();
      gate = new TargetGate({
        now: () => performance.now(),
        toDatabase: (now) => this.clock.toDatabase(now),
        place: () => this.holdings.place,
        random: Math.random,
        onBlocked: (until) => this.tellBlocked(origin, until),
        onClosed: () => this.logger.info({ origin }, 'target.unblocked'),
      });
      this.gates.set(origin, gate);
    }
    return gate;
  }

  private tellBlocked(origin: string, until: number): void {
    this.metrics.blocked();
    this.logger.warn({ origin, forMs: Math.round(until - performance.now()) }, 'target.blocked');
  }

  private letGoOfIdleOnes(): void {
    const now = performance.now();
    for (const [origin, gate] of this.gates) if (gate.isIdle(now)) this.gates.delete(origin);
  }
}
