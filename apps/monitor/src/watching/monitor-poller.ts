import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock } from '@app/platform';
import {
  type PollReading,
  type ProfileRequest,
  type Scope,
  followRequest,
  phaseOf,
  pollRequest,
  readPoll,
} from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { newsOf } from '../monitors/poll-reading.js';
import { Abort } from '../targets/abort.js';
import { Budget } from '../targets/budget.js';
import { spreadAfter } from '../targets/spread.js';
import { TargetGates, type TargetOutcome } from '../targets/target-gates.js';
import { EngineMetrics } from './engine-metrics.js';
import {
  type AnsweredPoll,
  count,
  endingOf,
  failedReading,
  leftAloneUntil,
  nextPollOf,
  originOf,
  targetOutcomeOf,
  unsentPoll,
} from './answered-poll.js';
import { MonitorChanges } from './monitor-changes.js';
import { paceInEffect } from './phase-pace.js';
import { type Called, RemoteCalls, built } from './remote-calls.js';
import { type WatchedMonitor, scopeOf } from './watched-monitor.js';

/** How long the last poll of a monitor may take whose deadline passed while nobody watched. */
const LAST_POLL_MS = 5000;
const MOST_HOPS = 5;

/**
 * Polls one monitor: request → classify → what is new → machine → write. The order protects two promises. Nothing is
 * sent and nothing is written unless the group is held; between that check and the socket lies an instant that no
 * check can close, so a replica that is stopped exactly there may send one poll too many, but never write it.
 */
@Injectable()
export class MonitorPoller {
  private readonly budget: Budget;

  constructor(
    private readonly calls: RemoteCalls,
    private readonly gates: TargetGates,
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
    const scope = scopeOf(monitor, this.config.publicBaseUrl, this.clock.now());
    const request = built(() => pollRequest(monitor.compiled, monitor.context.phase, scope));
    if ('error' in request) return this.takeIn(monitor, unsentPoll(monitor, scope, request.error));
    const origin = originOf(request.url);
    if (!(await this.pass(monitor, origin))) return;
    let poll: AnsweredPoll | undefined;
    let outcome: TargetOutcome = 'none';
    try {
      if (!(await this.budget.acquire(monitor.isOverdue ? Infinity : monitor.deadlineAt))) return;
      try {
        if (!this.maySend(monitor)) return;
        poll = await this.ask(monitor, request, scope);
        outcome = targetOutcomeOf(poll);
      } finally {
        this.budget.release();
      }
    } finally {
      this.gates.release(origin, outcome, poll?.reading.hintMs);
    }
    if (!poll.isAborted) await this.takeIn(monitor, poll);
  }

  /** Waits for the target's own budget. A target that is out of order is left alone, which is no failure of the monitor's. */
  private async pass(monitor: WatchedMonitor, origin: string): Promise<boolean> {
    if (!monitor.isOverdue) {
      const reopensAt = this.gates.blockedUntil(origin);
      if (reopensAt === undefined) {
        if (await this.gates.acquire(origin, monitor.compiled.profile.budget, monitor.deadlineAt)) return true;
      }
      const blockedUntil = reopensAt ?? this.gates.blockedUntil(origin);
      if (blockedUntil === undefined) return false;
      monitor.nextPollAt = spreadAfter(blockedUntil, paceInEffect(monitor).everyMs, Math.random());
      return false;
    }
    if (await this.gates.acquire(origin, monitor.compiled.profile.budget, performance.now() + LAST_POLL_MS))
      return true;
    monitor.isOverdue = false;
    return false;
  }

  private maySend(monitor: WatchedMonitor): boolean {
    const isInTime = monitor.isOverdue || performance.now() < monitor.deadlineAt;
    return monitor.state === 'Watching' && isInTime && !monitor.isLeaving && this.changes.isHeld(monitor);
  }

  private async ask(monitor: WatchedMonitor, request: ProfileRequest, scope: Scope): Promise<AnsweredPoll> {
    const sentAt = performance.now();
    const plannedAt = monitor.nextPollAt;
    this.metrics.pollSent(sentAt - (plannedAt ?? sentAt));
    const untilDeadline = monitor.isOverdue ? LAST_POLL_MS : monitor.deadlineAt - sentAt;
    const abort = new Abort();
    let isAborted = false;
    monitor.abortPoll = () => {
      isAborted = true;
      abort.abort();
    };
    const called = await this.followed(monitor, request, scope, {
      endsAt: sentAt + Math.min(this.config.requestTimeoutMs, untilDeadline),
      abort,
    });
    monitor.abortPoll = undefined;
    const repliedAt = performance.now();
    const poll = { plannedAt, sentAt, repliedAt, scope, isAborted };
    const answered: AnsweredPoll =
      called.kind === 'read'
        ? {
            ...poll,
            reading: called.reading,
            reply: called.reply,
            get exchange() {
              return called.exchange;
            },
          }
        : { ...poll, reading: failedReading(monitor, called.error) };
    this.metrics.pollAnswered(answered.reading.verdict, repliedAt - sentAt);
    return answered;
  }

  /** Asks, and asks again where the reply says that the answer is elsewhere, all of it in the time of one poll. */
  private async followed(
    monitor: WatchedMonitor,
    first: ProfileRequest,
    scope: Scope,
    { endsAt, abort }: { endsAt: number; abort: Abort },
  ): Promise<Called<PollReading>> {
    const { compiled, context } = monitor;
    let request = first;
    for (let hops = 0; ; hops++) {
      const called = await this.calls.call({
        profile: compiled,
        step: 'poll',
        phase: context.phase,
        request,
        read: (reply) => readPoll(compiled, context.phase, reply, scope),
        timeoutMs: endsAt - performance.now(),
        abort,
      });
      if (called.kind !== 'read' || called.reading.followUrl === undefined || hops === MOST_HOPS) return called;
      request = followRequest(request, called.reading.followUrl, called.reply.code);
    }
  }

  private async takeIn(monitor: WatchedMonitor, poll: AnsweredPoll): Promise<void> {
    const { reading, repliedAt } = poll;
    count(monitor, reading);
    monitor.leftAloneUntil = leftAloneUntil(monitor, poll);
    // Unless somebody asked for a poll meanwhile, the next one keeps the pace.
    if (monitor.nextPollAt === poll.plannedAt && monitor.state === 'Watching')
      monitor.nextPollAt = nextPollOf(monitor, poll);
    else if (monitor.nextPollAt !== null) monitor.nextPollAt = Math.max(monitor.nextPollAt, monitor.leftAloneUntil);
    if (!this.changes.isHeld(monitor)) return;
    const event = newsOf(monitor.context, {
      reading,
      at: this.clock.toDatabase(repliedAt),
      polls: monitor.polls,
      failures: monitor.failures,
      missingInARow: monitor.missingInARow,
      phase: phaseOf(monitor.compiled, monitor.context.phase),
      ...endingOf(monitor, poll),
    });
    if (event !== undefined) await this.changes.apply(monitor, event, { exchange: poll.exchange });
    // The last poll has had its say: what is left is the end, or the fetching of a result.
    if (monitor.context.fetch === null) monitor.isOverdue = false;
  }
}
