import { Injectable } from '@nestjs/common';
import { Metrics } from '@app/platform';
import { Counter, Gauge } from 'prom-client';

/** What the gates tell Prometheus. Targets are not told apart: there may be as many as there are status URLs. */
@Injectable()
export class TargetMetrics {
  private readonly blocks: Counter;

  constructor(private readonly metrics: Metrics) {
    this.blocks = new Counter({
      name: 'longwatch_target_blocks_total',
      help: 'How often a target was left alone, or longer still, for it gave bad answers alone',
      registers: [metrics],
    });
  }

  blocked(): void {
    this.blocks.inc();
  }

  /** Reads the gates whenever the metrics are asked for. */
  watch(read: () => { blocked: number; waiting: number }): void {
    const registers = [this.metrics];
    new Gauge({
      name: 'longwatch_targets_blocked',
      help: 'Targets that are left alone at the moment, as this replica sees it',
      registers,
      collect() {
        this.set(read().blocked);
      },
    });
    new Gauge({
      name: 'longwatch_target_requests_waiting',
      help: 'Requests that are due and wait for the budget of their target',
      registers,
      collect() {
        this.set(read().waiting);
      },
    });
  }
}
