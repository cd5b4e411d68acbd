import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@app/platform';
import { type PollVerdict, classifyPoll, isOutcome, pollRequest } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { Budget } from '../targets/budget.js';
import { TargetClient } from '../targets/target.client.js';
import { EngineMetrics } from './engine-metrics.js';
import { MonitorChanges } from './monitor-changes.js';
import { nextPollAfterFailure, nextPollAt } from './poll-pace.js';
import { newsOf, unanswered } from '../monitors/poll-reading.js';
import type { WatchedMonitor } from './watched-monitor.js';

/** How long the last poll of a monitor may take whose deadline passed while nobody watched. */
const LAST_POLL_MS = 5000;

interface AnsweredPoll {
  /** `nextPollAt` when it was sent. Instants are monotonic. */
  plannedAt: number | null;
  sentAt: number;
  repliedAt: number;
  verdict: PollVerdict;
  /** Ended by ourselves: it says nothing of the remote side. */
  isAborted: boolean;
}

/**
 * Polls one monitor: request → classify → what is new → machine → write. The order protects two promises. Nothing is
 * sent and nothing is written unless the group is held; between that check and the socket lies an instant that no
 * check can close, so a replica that is stopped exactly there may send one poll too many, but never write it.
 */
@Injectable()
export class MonitorPoller {
  private readonly budget: Budget;

  constructor(
    private readonly targets: TargetClient,
    private readonly changes: MonitorChanges,
    private readonly clock: DatabaseClock,
    private readonly metrics: EngineMetrics,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {
    this.budget = new Budget(config.pollConcurrency);
    metrics.watchBudget('poll', this.budget);
  }

  /** Sends the poll that is due and takes in what it says. Sets `nextPollAt`. */
  async poll(monitor: WatchedMonitor): Promise<void> {
    if (!(await this.budget.acquire(monitor.isOverdue ? Infinity : monitor.deadlineAt))) return;
    let poll;
    try {
      if (!this.maySend(monitor)) return;
      poll = await this.ask(monitor);
    } finally {
      this.budget.release();
    }
    if (!poll.isAborted) await this.takeIn(monitor, poll);
  }

  private maySend(monitor: WatchedMonitor): boolean {
    const isInTime = monitor.isOverdue || performance.now() < monitor.deadlineAt;
    return monitor.state === 'Watching' && isInTime && !monitor.isLeaving && this.changes.isHeld(monitor);
  }

  private async ask(monitor: WatchedMonitor): Promise<AnsweredPoll> {
    const sentAt = performance.now();
    const plannedAt = monitor.nextPollAt;
    this.metrics.pollSent(sentAt - (plannedAt ?? sentAt));
    const untilDeadline = monitor.isOverdue ? LAST_POLL_MS : monitor.deadlineAt - sentAt;
    const request = pollRequest(monitor.compiled, { name: monitor.name, jobId: monitor.context.jobId ?? '' });
    const abort = new AbortController();
    let isAborted = false;
    monitor.abortPoll = () => {
      isAborted = true;
      abort.abort();
    };
    const answer = await this.targets.send(request, {
      purpose: 'poll',
      abort,
      timeoutMs: Math.max(1, Math.min(this.config.requestTimeoutMs, untilDeadline)),
    });
    monitor.abortPoll = undefined;
    const verdict = answer.kind === 'reply' ? classifyPoll(monitor.compiled, answer.reply) : unanswered(answer);
    const repliedAt = performance.now();
    this.metrics.pollAnswered(verdict.verdict, repliedAt - sentAt);
    return { plannedAt, sentAt, repliedAt, verdict, isAborted };
  }

  private async takeIn(monitor: WatchedMonitor, poll: AnsweredPoll): Promise<void> {
    const { verdict, sentAt, repliedAt } = poll;
    this.count(monitor, verdict);
    // Unless somebody asked for a poll meanwhile, the next one keeps the pace.
    if (monitor.nextPollAt === poll.plannedAt && monitor.state === 'Watching') {
      const retryAfterMs = 'retryAfterMs' in verdict ? (verdict.retryAfterMs ?? null) : null;
      const pace = { sentAt, repliedAt, intervalMs: monitor.pollIntervalMs, retryAfterMs };
      const { failures } = monitor;
      monitor.nextPollAt =
        failures > 0 ? nextPollAfterFailure({ ...pace, failures, random: Math.random() }) : nextPollAt(pace);
    }
    if (!this.changes.isHeld(monitor)) return;
    const event = newsOf(monitor.context, {
      verdict,
      at: this.clock.toDatabase(repliedAt),
      polls: monitor.polls,
      failures: monitor.failures,
      notFoundInARow: monitor.notFoundInARow,
      notFoundLimit: monitor.compiled.poll.notFoundLimit,
    });
    if (event !== undefined) await this.changes.apply(monitor, event);
    if (monitor.isOverdue && !isOutcome(monitor.state)) {
      await this.changes.apply(monitor, { type: 'DeadlinePassed', at: this.clock.toDatabase(repliedAt) });
    }
  }

  private count(monitor: WatchedMonitor, { verdict }: PollVerdict): void {
    monitor.polls++;
    monitor.failures = verdict === 'transient' || verdict === 'notFound' ? monitor.failures + 1 : 0;
    monitor.notFoundInARow = verdict === 'notFound' ? monitor.notFoundInARow + 1 : 0;
  }
}
