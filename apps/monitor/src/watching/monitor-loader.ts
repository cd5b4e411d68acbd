import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, LOGGER, type Logger } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { Holdings } from '../holdings/holdings.js';
import { WakeSignals } from '../holdings/wake-signals.js';
import { storedPollAt } from '../monitors/monitor.machine.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
import { EngineMetrics } from './engine-metrics.js';
import { MonitorChanges } from './monitor-changes.js';
import { paceInEffect } from './phase-pace.js';
import { firstPollAfterTakeover } from './poll-pace.js';
import { WatchRepository } from './watch.repository.js';
import type { WatchRow, WatchedMonitor } from './watched-monitor.js';
import { Watcher } from './watcher.js';

const FLAGGED_BATCH = 1000;
const LONG_AGO = 0;
const SWEEP_BATCH = 5000;

/**
 * Brings monitors into memory: all that come due within the horizon when a group is taken, then those that enter the
 * horizon, and whatever was flagged because somebody else changed it. A load that failed is made up for by loading the
 * held groups as if they had just been taken, for its rows may have lost their flags.
 */
@Injectable()
export class MonitorLoader {
  /** The epoch under which each group was loaded. */
  private loaded = new Map<number, string>();
  private horizonEndsAt = LONG_AGO;
  private flaggedRun = Promise.resolve();
  private isLoadingFlagged = false;
  private isFlaggedAgain = false;

  constructor(
    private readonly repository: WatchRepository,
    private readonly watcher: Watcher,
    private readonly holdings: Holdings,
    private readonly changes: MonitorChanges,
    private readonly profiles: ProfileLibrary,
    private readonly clock: DatabaseClock,
    private readonly metrics: EngineMetrics,
    signals: WakeSignals,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    signals.onWake(() => void this.loadFlagged().catch((error: unknown) => this.mistrust(error)));
  }

  /** One tick: newly taken groups, what enters the horizon, what was flagged. */
  async runOnce(): Promise<{ loaded: number; held: number }> {
    try {
      const loaded = await this.loadDue();
      await this.loadFlagged();
      this.metrics.holding(this.loaded.size, this.watcher.size);
      return { loaded, held: this.loaded.size };
    } catch (error) {
      this.mistrust(error);
      throw error;
    }
  }

  private async loadDue(): Promise<number> {
    const held = this.holdings.held();
    const fresh = held.filter((group) => this.loaded.get(group.id) !== group.epoch);
    const known = held.filter((group) => this.loaded.get(group.id) === group.epoch);
    const from = this.horizonEndsAt;
    const to = Math.floor(this.clock.now() + this.config.horizonMs);
    // Before the rows are read: a monitor due before `to` must not be let go from here on.
    this.horizonEndsAt = to;
    this.watcher.extendHorizon(to);
    this.loaded = new Map(known.map((group) => [group.id, group.epoch]));
    const taken = fresh.length === 0 ? [] : await this.repository.loadDue(idsOf(fresh), LONG_AGO, to);
    const entering = known.length === 0 ? [] : await this.repository.loadDue(idsOf(known), from, to);
    const epochs = new Map(held.map((group) => [group.id, group.epoch]));
    await this.profiles.load([...taken, ...entering]);
    for (const row of taken) this.take(row, epochs.get(row.groupId)!, true);
    await this.reconcile(fresh, taken);
    for (const row of entering) this.take(row, epochs.get(row.groupId)!, false);
    for (const group of fresh) this.loaded.set(group.id, group.epoch);
    return taken.length + entering.length;
  }

  /** A monitor in memory whose group was loaded afresh without it may have ended elsewhere: its row tells. */
  private async reconcile(fresh: { id: number; epoch: string }[], taken: WatchRow[]): Promise<void> {
    const seen = new Set(taken.map((row) => row.id));
    for (const monitor of this.watcher.membersOf(idsOf(fresh))) {
      if (seen.has(monitor.id)) continue;
      const row = await this.repository.reload(monitor.id);
      if (row === undefined) this.watcher.drop(monitor);
      else this.take(row, monitor.epoch, false);
    }
  }

  /** Lets go of monitors that ended elsewhere and were purged before anybody here had seen it: they have no flag left. */
  async sweep(): Promise<void> {
    const known = this.watcher.membersOf([...this.loaded.keys()]);
    for (let from = 0; from < known.length; from += SWEEP_BATCH) {
      const batch = known.slice(from, from + SWEEP_BATCH);
      const live = await this.repository.findLive(batch.map((monitor) => monitor.id));
      for (const monitor of batch) if (!live.has(monitor.id)) this.watcher.drop(monitor);
    }
  }

  /** Runs once at a time; asked for meanwhile, it runs once more. */
  private loadFlagged(): Promise<void> {
    this.isFlaggedAgain = true;
    if (!this.isLoadingFlagged) this.flaggedRun = this.takeFlagged();
    return this.flaggedRun;
  }

  private async takeFlagged(): Promise<void> {
    this.isLoadingFlagged = true;
    try {
      while (this.isFlaggedAgain) await this.takeFlaggedBatch();
    } finally {
      // In the same breath as the last look, so that no signal falls in between.
      this.isLoadingFlagged = false;
    }
  }

  private async takeFlaggedBatch(): Promise<void> {
    this.isFlaggedAgain = false;
    const held = this.holdings.held().filter((group) => this.loaded.get(group.id) === group.epoch);
    if (held.length === 0) return;
    const epochs = new Map(held.map((group) => [group.id, group.epoch]));
    const flagged = await this.repository.takeFlagged(held, FLAGGED_BATCH);
    await this.profiles.load(flagged);
    for (const row of flagged) this.take(row, epochs.get(row.groupId)!, false);
    if (flagged.length === FLAGGED_BATCH) this.isFlaggedAgain = true;
  }

  private mistrust(error: unknown): void {
    this.loaded.clear();
    this.logger.warn({ err: error }, 'load.failed');
  }

  private take(row: WatchRow, epoch: string, isTakeover: boolean): void {
    // Whether the lease runs is asked before each send: a row that is not taken in now would be nobody's.
    if (!this.holdings.isUnder(row.groupId, epoch)) return;
    const known = this.watcher.find(row.id);
    if (known === undefined) {
      const monitor = this.enter(row, epoch, isTakeover);
      if (monitor !== undefined) this.watcher.keep(monitor);
    } else if (row.version > known.version) {
      this.changes.adopt(known, row);
      this.watcher.keep(known);
    }
  }

  private enter(row: WatchRow, epoch: string, isTakeover: boolean): WatchedMonitor | undefined {
    const profile = this.profiles.loaded(row.profile, row.profileVersion);
    if (profile === undefined) {
      const { id, profile: name, profileVersion: version } = row;
      this.logger.error({ monitorId: id, profile: name, version }, 'monitor.profile-missing');
      return undefined;
    }
    const now = this.clock.now();
    const { context } = row;
    const pollAt = storedPollAt(row);
    const monitor: WatchedMonitor = {
      ...row,
      epoch,
      compiled: profile.compiled,
      paceInEffect: undefined,
      nextPollAt: pollAt === null ? null : this.clock.toMonotonic(pollAt),
      nextOperationAt: null,
      deadlineAt: this.clock.toMonotonic(row.deadlineAt),
      storedNextPollAt: row.nextPollAt,
      storedDeadlineAt: row.deadlineAt,
      abortPoll: undefined,
      polls: context.polls,
      pollsInPhase: context.pollsInPhase ?? context.polls,
      failures: row.state === 'Watching' ? (context.trouble?.count ?? 0) : 0,
      missingInARow: row.state === 'Watching' ? (context.trouble?.missing ?? 0) : 0,
      step: undefined,
      isLeaving: false,
      isOverdue: row.deadlineAt <= now,
    };
    this.changes.planOperation(monitor);
    if (isTakeover && row.state === 'Watching' && pollAt !== null) this.spread(monitor, pollAt, now);
    return monitor;
  }

  private spread(monitor: WatchedMonitor, storedAt: number, now: number): void {
    const firstAt = firstPollAfterTakeover({
      storedAt,
      now,
      pace: paceInEffect(monitor),
      hintMs: monitor.context.retryAfterMs,
      deadlineAt: monitor.storedDeadlineAt,
      random: Math.random(),
    });
    monitor.nextPollAt = this.clock.toMonotonic(firstAt);
  }
}

function idsOf(groups: { id: number }[]): number[] {
  return groups.map((group) => group.id);
}
