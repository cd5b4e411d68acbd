import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Alarm, DatabaseClock, LOGGER, type Logger, Schedule } from '@app/platform';
import { isOutcome } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { Holdings, type HoldingsListener } from '../holdings/holdings.js';
import { jobIdOf } from '../monitors/job-id.js';
import { EngineMetrics } from './engine-metrics.js';
import { JobSearcher } from './job-searcher.js';
import { JobStarter } from './job-starter.js';
import { MonitorChanges } from './monitor-changes.js';
import { MonitorOperator } from './monitor-operator.js';
import { MonitorPoller } from './monitor-poller.js';
import { ResultFetcher } from './result-fetcher.js';
import { type WatchedMonitor, dueAt, nextStep, storedDueAt } from './watched-monitor.js';

/** How long giving groups back waits for answers under way, and for the last writes; and which share of the lease at most. */
const DRAIN_MS = 3000;
const DRAIN_SHARE = 0.25;
/** A row's instant that lies this close to ours is the same: the clocks' mapping moves by less. */
const STORED_TOLERANCE_MS = 20;
/** A monitor that is due and whose step came to nothing, such as without a lease, is looked at again this much later. */
const IDLE_STEP_MS = 1000;

/**
 * Watches the monitors in memory: at its instant each takes its next step, which is its deadline, its start or a poll.
 * One step of a monitor at a time; the step says when the next one is due.
 */
@Injectable()
export class Watcher implements HoldingsListener, OnApplicationShutdown {
  private readonly monitors = new Map<string, WatchedMonitor>();
  private readonly schedule = new Schedule<WatchedMonitor>();
  private readonly alarm = new Alarm(() => this.ring());
  private horizonEndsAt = -Infinity;

  constructor(
    private readonly holdings: Holdings,
    private readonly starter: JobStarter,
    private readonly searcher: JobSearcher,
    private readonly poller: MonitorPoller,
    private readonly fetcher: ResultFetcher,
    private readonly operator: MonitorOperator,
    private readonly changes: MonitorChanges,
    private readonly clock: DatabaseClock,
    private readonly metrics: EngineMetrics,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    holdings.listen(this);
  }

  get size(): number {
    return this.monitors.size;
  }

  find(id: string): WatchedMonitor | undefined {
    return this.monitors.get(id);
  }

  /** The loader brings everything whose row is due before this instant (database's clock); what lies beyond is not kept. */
  extendHorizon(until: number): void {
    this.horizonEndsAt = until;
  }

  /** Keeps a monitor and schedules what it does next; an ended one, or one far off, is let go. */
  keep(monitor: WatchedMonitor): void {
    if (isOutcome(monitor.state)) return this.drop(monitor);
    this.monitors.set(monitor.id, monitor);
    if (monitor.step === undefined) this.goOn(monitor);
  }

  /** At the earliest instant: everything due takes its step. */
  private ring(): void {
    for (const monitor of this.schedule.takeDue(performance.now())) {
      const { version, nextPollAt } = monitor;
      monitor.step = this.takeStep(monitor).finally(() => {
        monitor.step = undefined;
        if (this.monitors.get(monitor.id) !== monitor) return;
        const cameToNothing = monitor.version === version && monitor.nextPollAt === nextPollAt;
        this.goOn(monitor, cameToNothing ? performance.now() + IDLE_STEP_MS : -Infinity);
      });
    }
    this.alarm.setAtTheLatest(this.schedule.nextDueAt());
  }

  private async takeStep(monitor: WatchedMonitor): Promise<void> {
    const before = monitor.state;
    try {
      if (!this.changes.isHeld(monitor)) return;
      switch (nextStep(monitor, performance.now())) {
        case 'end':
          await this.end(monitor);
          break;
        case 'start':
          await this.starter.start(monitor);
          break;
        case 'search':
          await this.searcher.search(monitor);
          break;
        case 'poll':
          await this.poller.poll(monitor);
          break;
        case 'fetch':
          await this.fetcher.fetch(monitor);
          break;
        case 'operate':
          await this.operator.operate(monitor);
          break;
        case 'wait':
          break;
      }
    } catch (error) {
      this.logger.error({ err: error, monitorId: monitor.id }, 'monitor.step-failed');
    }
    if (monitor.state !== before) this.tell(monitor, before);
  }

  private async end(monitor: WatchedMonitor): Promise<void> {
    const remoteCancel = await this.operator.cancelAtDeadline(monitor);
    const passed = { type: 'DeadlinePassed', at: this.clock.now() } as const;
    await this.changes.apply(monitor, remoteCancel === undefined ? passed : { ...passed, remoteCancel });
  }

  private tell(monitor: WatchedMonitor, before: string): void {
    const { id, state, polls, context } = monitor;
    this.logger.info({ monitorId: id, jobId: jobIdOf(context), from: before, to: state, polls }, 'monitor.advanced');
    if (isOutcome(state)) this.metrics.ended(state);
  }

  /** After a step: an ended monitor is let go, one that is far off too once its row says when, the others are planned. */
  private goOn(monitor: WatchedMonitor, notBefore = -Infinity): void {
    if (isOutcome(monitor.state)) return this.drop(monitor);
    if (monitor.isLeaving) return;
    if (this.clock.toDatabase(dueAt(monitor)) < this.horizonEndsAt) return this.plan(monitor, notBefore);
    if (this.mayBeLetGo(monitor)) return this.drop(monitor);
    monitor.step = this.changes
      .park(monitor)
      .then(() => undefined)
      .catch((error: unknown) => this.logger.error({ err: error, monitorId: monitor.id }, 'monitor.not-parked'))
      .finally(() => {
        monitor.step = undefined;
        if (this.monitors.get(monitor.id) !== monitor || monitor.isLeaving) return;
        if (this.mayBeLetGo(monitor)) this.drop(monitor);
        else this.plan(monitor);
      });
  }

  /** Whether a later load is sure to bring it back in time: it goes by the row alone, and may be under way already. */
  private mayBeLetGo(monitor: WatchedMonitor): boolean {
    if (isOutcome(monitor.state)) return true;
    const { storedNextPollAt, nextPollAt } = monitor;
    const isCurrent =
      storedNextPollAt === null || nextPollAt === null
        ? storedNextPollAt === nextPollAt
        : Math.abs(this.clock.toMonotonic(storedNextPollAt) - nextPollAt) < STORED_TOLERANCE_MS;
    return isCurrent && storedDueAt(monitor) >= this.horizonEndsAt;
  }

  private plan(monitor: WatchedMonitor, notBefore = -Infinity): void {
    const at = Math.max(dueAt(monitor), notBefore);
    this.schedule.set(monitor, at);
    this.alarm.setAtTheLatest(at);
  }

  /** Lets go of a monitor. */
  drop(monitor: WatchedMonitor): void {
    this.schedule.delete(monitor);
    if (this.monitors.get(monitor.id) === monitor) this.monitors.delete(monitor.id);
  }

  /** Before groups are given back: nothing more is sent, what is under way is awaited for a while, instants are written. */
  async drain(groupIds: number[]): Promise<void> {
    const leaving = this.membersOf(groupIds);
    for (const monitor of leaving) {
      monitor.isLeaving = true;
      this.schedule.delete(monitor);
    }
    const limitMs = Math.min(DRAIN_MS, this.config.leaseMs * DRAIN_SHARE);
    await within(limitMs, Promise.all(leaving.map((monitor) => monitor.step)));
    // Whoever holds the group next polls at once: no poll of ours may still be under way then.
    for (const monitor of leaving) monitor.abortPoll?.();
    const idle = leaving.filter(({ step, state }) => step === undefined && !isOutcome(state));
    await within(limitMs, Promise.allSettled(idle.map((monitor) => this.changes.park(monitor))));
  }

  forget(groupIds: number[]): void {
    for (const monitor of this.membersOf(groupIds)) {
      monitor.abortPoll?.();
      this.drop(monitor);
    }
  }

  onApplicationShutdown(): void {
    this.alarm.clear();
  }

  /** The monitors in memory that belong to these groups. */
  membersOf(groupIds: number[]): WatchedMonitor[] {
    const groups = new Set(groupIds);
    return [...this.monitors.values()].filter((monitor) => groups.has(monitor.groupId));
  }
}

/** Waits for the work, but not longer than this. */
async function within(limitMs: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([work, new Promise((resolve) => (timer = setTimeout(resolve, limitMs)))]);
  clearTimeout(timer);
}
