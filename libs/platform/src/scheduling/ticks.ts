import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { Counter, Histogram } from 'prom-client';
import { LOGGER } from '../logging/logging.module.js';
import type { Logger } from '../logging/logger.js';
import { Metrics } from '../metrics/metrics.js';

interface Duty {
  running: Promise<void> | undefined;
  lastSuccessAt: number;
  intervalMs: number;
}

/** How many intervals a duty may go without a success before the app counts as not ready. */
const TOLERATED_INTERVALS = 5;
const LEAST_TOLERANCE_MS = 5000;

/**
 * Runs the scheduled duties. A duty never overlaps itself, a failed run is logged and tried again at the next tick,
 * and nothing runs before `start()` (the app is listening) or after `stop()`, which waits for what is under way.
 */
@Injectable()
export class Ticks implements OnModuleDestroy {
  private readonly duties = new Map<string, Duty>();
  private started = false;
  private readonly runs: Counter<'duty' | 'result'>;
  private readonly durations: Histogram<'duty'>;

  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.runs = new Counter({
      name: 'longwatch_ticks_total',
      help: 'Runs of the scheduled duties',
      labelNames: ['duty', 'result'],
      registers: [metrics],
    });
    this.durations = new Histogram({
      name: 'longwatch_tick_duration_seconds',
      help: 'How long one run of a scheduled duty took',
      labelNames: ['duty'],
      buckets: [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
      registers: [metrics],
    });
  }

  /**
   * Names a duty, so that readiness waits for its first success; one too rare to be waited for counts as having
   * succeeded when the ticks start.
   */
  register(name: string, intervalMs: number): void {
    this.duties.set(name, { running: undefined, lastSuccessAt: -Infinity, intervalMs });
  }

  start(): void {
    this.started = true;
    for (const duty of this.duties.values()) {
      if (duty.intervalMs > LEAST_TOLERANCE_MS) duty.lastSuccessAt = performance.now();
    }
  }

  /** Runs the duty now, unless it is still running, or the app has not started or is stopping. */
  run(name: string, duty: () => Promise<unknown>): Promise<void> {
    const entry = this.duties.get(name);
    if (entry === undefined) throw new Error(`No duty is registered under the name ${name}`);
    if (!this.started || entry.running !== undefined) return Promise.resolve();
    entry.running = this.attempt(name, entry, duty).finally(() => (entry.running = undefined));
    return entry.running;
  }

  private async attempt(name: string, entry: Duty, duty: () => Promise<unknown>): Promise<void> {
    const endTimer = this.durations.startTimer({ duty: name });
    try {
      await duty();
      entry.lastSuccessAt = performance.now();
      this.runs.inc({ duty: name, result: 'succeeded' });
    } catch (error) {
      this.runs.inc({ duty: name, result: 'failed' });
      this.logger.error({ err: error, duty: name }, 'tick.failed');
    } finally {
      endTimer();
    }
  }

  /** The duties that have not succeeded lately. */
  late(): string[] {
    const now = performance.now();
    return [...this.duties]
      .filter(
        ([, duty]) => now - duty.lastSuccessAt > Math.max(TOLERATED_INTERVALS * duty.intervalMs, LEAST_TOLERANCE_MS),
      )
      .map(([name]) => name);
  }

  /** No run begins from here on; resolves when none is under way. */
  async stop(): Promise<void> {
    this.started = false;
    await Promise.all([...this.duties.values()].map((duty) => duty.running));
  }

  /** Before anything that a duty uses goes away. */
  onModuleDestroy(): Promise<void> {
    return this.stop();
  }
}
