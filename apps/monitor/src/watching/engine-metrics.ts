import { Injectable } from '@nestjs/common';
import { Metrics } from '@app/platform';
import { Counter, Gauge, Histogram } from 'prom-client';
import type { Budget } from '../targets/budget.js';

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30];

/** What the engine tells Prometheus. Durations come in milliseconds and leave in seconds. */
@Injectable()
export class EngineMetrics {
  private readonly polls: Counter<'verdict'>;
  private readonly starts: Counter<'answer'>;
  private readonly outcomes: Counter<'outcome'>;
  private readonly lateness: Histogram;
  private readonly durations: Histogram<'purpose'>;
  private readonly budgets = new Map<string, Budget>();
  private readonly watched: Gauge;
  private readonly groups: Gauge;

  constructor(metrics: Metrics) {
    const registers = [metrics];
    const { budgets } = this;
    this.polls = new Counter({
      name: 'longwatch_polls_total',
      help: 'Polls by what their reply meant',
      labelNames: ['verdict'],
      registers,
    });
    this.starts = new Counter({
      name: 'longwatch_starts_total',
      help: 'Start requests by how they were answered',
      labelNames: ['answer'],
      registers,
    });
    this.outcomes = new Counter({
      name: 'longwatch_outcomes_total',
      help: 'Monitors that ended, by outcome',
      labelNames: ['outcome'],
      registers,
    });
    this.lateness = new Histogram({
      name: 'longwatch_poll_lateness_seconds',
      help: 'How long after it was due a poll was sent',
      buckets: seconds,
      registers,
    });
    this.durations = new Histogram({
      name: 'longwatch_request_duration_seconds',
      help: 'From a request to its whole reply',
      labelNames: ['purpose'],
      buckets: seconds,
      registers,
    });
    new Gauge({
      name: 'longwatch_requests_waiting',
      help: 'Requests that are due and wait for a place',
      labelNames: ['purpose'],
      registers,
      collect() {
        for (const [purpose, budget] of budgets) this.set({ purpose }, budget.waiting);
      },
    });
    new Gauge({
      name: 'longwatch_requests_under_way',
      help: 'Requests sent and not yet answered',
      labelNames: ['purpose'],
      registers,
      collect() {
        for (const [purpose, budget] of budgets) this.set({ purpose }, budget.inUse);
      },
    });
    this.watched = new Gauge({
      name: 'longwatch_monitors_watched',
      help: 'Live monitors in the memory of this replica',
      registers,
    });
    this.groups = new Gauge({
      name: 'longwatch_groups_held',
      help: 'Groups of monitors that this replica holds',
      registers,
    });
  }

  pollSent(latenessMs: number): void {
    this.lateness.observe(Math.max(latenessMs, 0) / 1000);
  }

  pollAnswered(verdict: string, durationMs: number): void {
    this.polls.inc({ verdict });
    this.durations.observe({ purpose: 'poll' }, durationMs / 1000);
  }

  startAnswered(answer: string, durationMs: number): void {
    this.starts.inc({ answer });
    this.durations.observe({ purpose: 'start' }, durationMs / 1000);
  }

  ended(outcome: string): void {
    this.outcomes.inc({ outcome });
  }

  holding(groups: number, monitors: number): void {
    this.groups.set(groups);
    this.watched.set(monitors);
  }

  /** Reads a budget's line whenever the metrics are asked for. */
  watchBudget(purpose: 'start' | 'poll', budget: Budget): void {
    this.budgets.set(purpose, budget);
  }
}
