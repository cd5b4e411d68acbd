import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, isDatabaseUnavailable } from '@app/platform';
import {
  type Captures,
  type Scope,
  type StartReading,
  beforeRequest,
  readStart,
  readStep,
  startRequest,
} from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { MonitorCommands } from '../monitors/monitor-commands.js';
import { resultOf } from '../monitors/monitor-result.js';
import type { MonitorEvent } from '../monitors/monitor.types.js';
import { Budget } from '../targets/budget.js';
import { EngineMetrics } from './engine-metrics.js';
import type { Exchange } from './exchange.js';
import { MonitorChanges } from './monitor-changes.js';
import { paceInEffect } from './phase-pace.js';
import { firstPollAt, nextStartAt } from './poll-pace.js';
import { type Called, RemoteCalls, built } from './remote-calls.js';
import { startEvent } from './start-reading.js';
import { type WatchedMonitor, scopeOf } from './watched-monitor.js';

const SETTLE_AGAIN_MS = 500;

/** What an attempt came to: the event, the wait that the reply asked for, and the exchange that told. */
interface Attempt {
  event: MonitorEvent;
  hintMs: number | null;
  exchange?: Exchange | undefined;
}

/**
 * Starts the job of one monitor, at most once unless a repeat is provably safe: the intent is committed before the
 * request is sent, and whoever finds an intent without an answer either asks again under the same key (where the
 * profile says that this is safe), looks for the job, or says that nobody knows. What the profile sends before the
 * start may be sent again.
 */
@Injectable()
export class JobStarter {
  private readonly budget: Budget;

  constructor(
    private readonly calls: RemoteCalls,
    private readonly changes: MonitorChanges,
    private readonly commands: MonitorCommands,
    private readonly clock: DatabaseClock,
    private readonly metrics: EngineMetrics,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {
    this.budget = new Budget(config.startConcurrency);
    metrics.watchBudget('start', this.budget);
  }

  /** Takes the step that a Pending or Starting monitor is due for. Sets `nextPollAt`. */
  async start(monitor: WatchedMonitor): Promise<void> {
    if (!(await this.budget.acquire(monitor.deadlineAt))) return;
    let attempt: Attempt | undefined;
    try {
      if (!this.maySend(monitor)) return;
      attempt = await this.attempt(monitor);
    } finally {
      this.budget.release();
    }
    if (attempt !== undefined) await this.settle(monitor, attempt);
  }

  private maySend(monitor: WatchedMonitor): boolean {
    return !monitor.isLeaving && this.changes.isHeld(monitor) && performance.now() < monitor.deadlineAt;
  }

  private async attempt(monitor: WatchedMonitor): Promise<Attempt | undefined> {
    const isRepeat = monitor.state === 'Starting';
    if (isRepeat && !monitor.compiled.start.safeToRepeat) return this.doubt(monitor);
    if (!isRepeat) {
      const prepared = await this.prepare(monitor);
      if ('event' in prepared) return prepared;
      await this.changes.apply(monitor, { type: 'StartIntended', at: this.clock.now(), prepared: prepared.captured });
    }
    if (monitor.state !== 'Starting' || !this.maySend(monitor)) return undefined;
    const { requested } = monitor.context;
    if (requested === 'detach' || (requested === 'cancel' && !isRepeat)) {
      const error = { code: 'canceled', message: 'Canceled before the start request was sent' };
      return { event: { type: 'StartDeferred', at: this.clock.now(), error }, hintMs: null };
    }
    return this.ask(monitor, isRepeat);
  }

  /** An intent without an answer, of a start that may not be repeated. */
  private doubt({ compiled }: WatchedMonitor): Attempt {
    const message = 'The start request may have been sent; its answer was not recorded';
    const error = { code: 'start-interrupted', message };
    const doubted = { type: 'StartDoubted', at: this.clock.now(), error, safeToRepeat: false } as const;
    return { event: { ...doubted, canSearch: compiled.hasFind }, hintMs: null };
  }

  /** Sends what the profile sends before the start, in turn; answers what was captured, or what kept it from going on. */
  private async prepare(monitor: WatchedMonitor): Promise<{ captured: Captures | null } | Attempt> {
    const { compiled } = monitor;
    let captured = null as Captures | null;
    for (let index = 0; index < compiled.before.length; index++) {
      const scope: Scope = { ...this.scope(monitor), job: captured ?? undefined };
      const request = built(() => beforeRequest(compiled, index, scope));
      const called: Called<StartReading> =
        'error' in request
          ? { kind: 'refused', error: request.error }
          : await this.calls.call({
              profile: compiled,
              step: 'before',
              phase: null,
              request,
              read: (reply) => readStep(compiled, index, reply, scope),
              timeoutMs: this.timeoutMs(monitor),
            });
      if (called.kind !== 'read' || called.reading.verdict !== 'started') {
        return this.refusal(called);
      }
      captured = { ...captured, ...called.reading.captured };
    }
    return { captured };
  }

  /** A request before the start that brought no good: nothing was started, so it is tried again or refused for good. */
  private refusal(called: Called<StartReading>): Attempt {
    const at = this.clock.now();
    if (called.kind !== 'read') {
      const type = called.kind === 'refused' ? 'StartRefused' : 'StartDeferred';
      return { event: { type, at, error: called.error }, hintMs: null };
    }
    const { verdict, error = { code: verdict, message: `Taken as ${verdict}` }, hintMs = null } = called.reading;
    const type = verdict === 'refused' || verdict === 'reauth' ? 'StartRefused' : 'StartDeferred';
    return { event: { type, at, error }, hintMs, exchange: called.exchange };
  }

  private async ask(monitor: WatchedMonitor, isRepeat: boolean): Promise<Attempt> {
    const { compiled } = monitor;
    const scope = { ...this.scope(monitor), again: isRepeat };
    const sentAt = performance.now();
    const request = built(() => startRequest(compiled, scope));
    if ('error' in request) {
      return { event: { type: 'StartRefused', at: this.clock.now(), error: request.error }, hintMs: null };
    }
    const called = await this.calls.call({
      profile: compiled,
      step: 'start',
      phase: null,
      request,
      read: (reply) => readStart(compiled, reply, scope),
      timeoutMs: this.timeoutMs(monitor),
    });
    this.metrics.startAnswered(called.kind === 'read' ? 'reply' : called.kind, performance.now() - sentAt);
    const result = called.kind === 'read' ? resultOf(compiled, called.reply, scope) : undefined;
    const event = startEvent(compiled, called, { at: this.clock.now(), result });
    const hintMs = called.kind === 'read' ? (called.reading.hintMs ?? null) : null;
    return { event, hintMs, exchange: called.kind === 'read' ? called.exchange : undefined };
  }

  /** Records the answer. Where the lease was lost meanwhile, whoever has the start key may still settle it, once. */
  private async settle(monitor: WatchedMonitor, { event, hintMs, exchange }: Attempt): Promise<void> {
    const polled = { sentAt: performance.now(), repliedAt: performance.now(), hintMs, random: Math.random() };
    const failures = (monitor.context.trouble?.count ?? 0) + 1;
    const nextPollAt =
      event.type === 'JobStarted'
        ? firstPollAt(polled, paceInEffect(monitor, event.phase))
        : nextStartAt({ ...polled, failures });
    const isHeld = this.changes.isHeld(monitor);
    const applied = isHeld ? await this.changes.apply(monitor, event, { nextPollAt, exchange }) : 'fenced';
    if (applied === 'fenced') await this.settleElsewhere(monitor, event, this.clock.toDatabase(nextPollAt));
  }

  /** Tries until the database takes the answer: a job id that was received is not thrown away. */
  private async settleElsewhere(monitor: WatchedMonitor, event: MonitorEvent, nextPollAt: number): Promise<void> {
    for (;;) {
      try {
        await this.commands.settleStart(monitor.id, monitor.context.startKey, event, nextPollAt);
        return;
      } catch (error) {
        if (performance.now() > monitor.deadlineAt || !isDatabaseUnavailable(error)) throw error;
        await sleep(SETTLE_AGAIN_MS);
      }
    }
  }

  private scope(monitor: WatchedMonitor) {
    return scopeOf(monitor, this.config.publicBaseUrl, this.clock.now());
  }

  private timeoutMs(monitor: WatchedMonitor): number {
    return Math.min(this.config.requestTimeoutMs, monitor.deadlineAt - performance.now());
  }
}
