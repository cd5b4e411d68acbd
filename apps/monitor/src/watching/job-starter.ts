import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, isDatabaseUnavailable } from '@app/platform';
import { classifyStart, startRequest } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { MonitorCommands } from '../monitors/monitor-commands.js';
import type { MonitorEvent } from '../monitors/monitor.types.js';
import { Budget } from '../targets/budget.js';
import { type Answer, TargetClient } from '../targets/target.client.js';
import { EngineMetrics } from './engine-metrics.js';
import { MonitorChanges } from './monitor-changes.js';
import { nextStartAt } from './poll-pace.js';
import type { WatchedMonitor } from './watched-monitor.js';

const SETTLE_AGAIN_MS = 500;

/**
 * Starts the job of one monitor, at most once unless a repeat is provably safe: the intent is committed before the
 * request is sent, and whoever finds an intent without an answer either asks again under the same key (where the
 * profile says that this is safe) or says that nobody knows.
 */
@Injectable()
export class JobStarter {
  private readonly budget: Budget;

  constructor(
    private readonly targets: TargetClient,
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
    let answer: Answer;
    try {
      if (await this.mustNotSend(monitor)) return;
      answer = await this.ask(monitor);
    } finally {
      this.budget.release();
    }
    await this.settle(monitor, this.read(monitor, answer));
  }

  /** Commits the intent. True where the request may not be sent: doubt, a cancel, a lease that has run out. */
  private async mustNotSend(monitor: WatchedMonitor): Promise<boolean> {
    const at = this.clock.now();
    if (monitor.isLeaving || !this.changes.isHeld(monitor)) return true;
    if (performance.now() >= monitor.deadlineAt) return true;
    if (monitor.state === 'Starting' && !monitor.compiled.start.safeToRepeat) {
      const error = {
        code: 'start-interrupted',
        message: 'The start request may have been sent; its answer was not recorded',
      };
      await this.changes.apply(monitor, { type: 'StartDoubted', at, error, safeToRepeat: false });
      return true;
    }
    if (monitor.state === 'Pending') await this.changes.apply(monitor, { type: 'StartIntended', at });
    if (monitor.state !== 'Starting' || !this.changes.isHeld(monitor)) return true;
    if (monitor.context.requested !== 'cancel') return false;
    const error = { code: 'canceled', message: 'Canceled before the start request was sent' };
    await this.changes.apply(monitor, { type: 'StartDeferred', at, error });
    return true;
  }

  private async ask(monitor: WatchedMonitor): Promise<Answer> {
    const sentAt = performance.now();
    const request = startRequest(monitor.compiled, { name: monitor.name, startKey: monitor.context.startKey });
    const answer = await this.targets.send(request, {
      purpose: 'start',
      timeoutMs: Math.max(1, Math.min(this.config.requestTimeoutMs, monitor.deadlineAt - sentAt)),
    });
    this.metrics.startAnswered(answer.kind, performance.now() - sentAt);
    return answer;
  }

  private read(monitor: WatchedMonitor, answer: Answer): { event: MonitorEvent; retryAfterMs: number | null } {
    const at = this.clock.now();
    const { safeToRepeat } = monitor.compiled.start;
    if (answer.kind === 'notSent')
      return { event: { type: 'StartDeferred', at, error: answer.error }, retryAfterMs: null };
    if (answer.kind === 'unanswered') {
      return { event: { type: 'StartDoubted', at, error: answer.error, safeToRepeat }, retryAfterMs: null };
    }
    const verdict = classifyStart(monitor.compiled, answer.reply);
    const retryAfterMs = 'retryAfterMs' in verdict ? (verdict.retryAfterMs ?? null) : null;
    switch (verdict.verdict) {
      case 'started':
        return { event: { type: 'JobStarted', at, jobId: verdict.jobId, retryAfterMs }, retryAfterMs };
      case 'refused':
        return { event: { type: 'StartRefused', at, error: verdict.error }, retryAfterMs };
      case 'notTaken':
        return { event: { type: 'StartDeferred', at, error: verdict.error }, retryAfterMs };
      case 'unclear':
        return { event: { type: 'StartDoubted', at, error: verdict.error, safeToRepeat }, retryAfterMs };
    }
  }

  /** Records the answer. Where the lease was lost meanwhile, whoever has the start key may still settle it, once. */
  private async settle(
    monitor: WatchedMonitor,
    read: { event: MonitorEvent; retryAfterMs: number | null },
  ): Promise<void> {
    const { event, retryAfterMs } = read;
    const repliedAt = performance.now();
    const nextAt =
      event.type === 'JobStarted'
        ? repliedAt + (retryAfterMs ?? 0)
        : nextStartAt({
            repliedAt,
            retryAfterMs,
            failures: (monitor.context.trouble?.count ?? 0) + 1,
            random: Math.random(),
          });
    const applied = this.changes.isHeld(monitor) ? await this.changes.apply(monitor, event, nextAt) : 'fenced';
    if (applied === 'fenced') await this.settleElsewhere(monitor, event, this.clock.toDatabase(nextAt));
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
}
