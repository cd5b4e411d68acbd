import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, LOGGER, type Logger } from '@app/platform';
import { type MonitorState, isOutcome } from '@app/contracts';
import { ChangeSignals } from '../holdings/change-signals.js';
import { Holdings } from '../holdings/holdings.js';
import { historyOf } from '../monitors/monitor-history.js';
import { type MonitorSnapshot, advance, sendsRequests, storedPollAt } from '../monitors/monitor.machine.js';
import type { HistoryEntry, MonitorContext, MonitorEvent } from '../monitors/monitor.types.js';
import { ChangeWriter, type WriteOutcome } from './change-writer.js';
import type { Exchange } from './exchange.js';
import { type Change, WatchRepository } from './watch.repository.js';
import type { WatchRow, WatchedMonitor } from './watched-monitor.js';

/** What became of an event: written, not taken by the state (`unchanged`), refused by the database, or fenced off. */
export type Applied = Exclude<WriteOutcome, 'stale'> | 'unchanged';

export interface ApplyOptions {
  nextPollAt?: number | undefined;
  exchange?: Exchange | undefined;
}

/** Puts events through the machine and what changed into the database, in this order, for monitors held in memory. */
@Injectable()
export class MonitorChanges {
  constructor(
    private readonly writer: ChangeWriter,
    private readonly repository: WatchRepository,
    private readonly holdings: Holdings,
    private readonly clock: DatabaseClock,
    private readonly signals: ChangeSignals,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Whether the monitor's group is still held under the epoch that it was loaded with, and the lease runs. */
  isHeld(monitor: WatchedMonitor): boolean {
    return this.holdings.epochOf(monitor.groupId) === monitor.epoch;
  }

  /**
   * Applies an event. `nextPollAt` (monotonic) is when a state that sends requests sends the next one; by default the
   * monitor's own. `exchange` is kept as what brought the news. Where somebody else changed the row meanwhile, it is
   * read again and the event applied to what stands there now.
   */
  async apply(
    monitor: WatchedMonitor,
    event: MonitorEvent,
    { nextPollAt, exchange }: ApplyOptions = {},
  ): Promise<Applied> {
    for (;;) {
      const { state, context, changed } = advance(monitor, event);
      if (!changed) return 'unchanged';
      const history = historyOf(monitor, event, { state, context });
      const next = { state, context };
      const isAtOnce = event.type === 'JobStarted' && monitor.context.pollAtOnce;
      const wantedAt = isAtOnce ? performance.now() : (nextPollAt ?? monitor.nextPollAt);
      let outcome = await this.write(monitor, next, history, wantedAt, exchange);
      if (outcome === 'refused') outcome = await this.write(monitor, bare(next), history.map(bareEntry), wantedAt);
      if (outcome === 'written') this.logTroubles(monitor, history);
      if (outcome !== 'stale') return outcome;
    }
  }

  /** Writes the next instant alone, for a monitor that leaves the memory. */
  async park(monitor: WatchedMonitor): Promise<Applied> {
    for (;;) {
      const outcome = await this.write(monitor, monitor, [], monitor.nextPollAt);
      if (outcome !== 'stale') return outcome;
      if (isOutcome(monitor.state)) return 'unchanged';
    }
  }

  /** Takes over what another replica wrote. The next instant stays as we know it, unless the other one set it anew. */
  adopt(monitor: WatchedMonitor, row: WatchRow): void {
    const pollAt = storedPollAt(row);
    const isAsBefore = pollAt === storedPollAt({ context: monitor.context, nextPollAt: monitor.storedNextPollAt });
    monitor.state = row.state;
    monitor.context = row.context;
    monitor.version = row.version;
    monitor.lastSequence = row.lastSequence;
    monitor.deadlineAt = this.clock.toMonotonic(row.deadlineAt);
    monitor.storedDeadlineAt = row.deadlineAt;
    this.planOperation(monitor);
    monitor.storedNextPollAt = row.nextPollAt;
    if (isAsBefore) return;
    const wantedAt = pollAt === null ? null : this.clock.toMonotonic(pollAt);
    monitor.nextPollAt = wantedAt === null ? null : Math.max(wantedAt, monitor.leftAloneUntil ?? -Infinity);
  }

  private async write(
    monitor: WatchedMonitor,
    next: MonitorSnapshot,
    history: Change['history'],
    wantedAt: number | null,
    exchange?: Exchange,
  ): Promise<WriteOutcome> {
    const { version } = monitor;
    const nextPollAt = polls(next) ? wantedAt : null;
    const pollAt = nextPollAt === null ? null : Math.ceil(this.clock.toDatabase(nextPollAt));
    const context = withCounts(monitor, next.state, withPollAt(next.context, pollAt));
    const change: Change = {
      id: monitor.id,
      groupId: monitor.groupId,
      epoch: monitor.epoch,
      version,
      lastSequence: monitor.lastSequence,
      state: next.state,
      context,
      // Whole milliseconds, as the row is read back: an instant must be known again.
      nextPollAt: sendsRequests(next) ? earlier(pollAt, context.operation?.nextAt ?? null) : null,
      isFinal: isOutcome(next.state),
      history,
      exchange,
    };
    const outcome = await this.writer.write(change, () => !this.isHeld(monitor));
    if (outcome === 'fenced') this.holdings.loseUnder(change.groupId, change.epoch);
    if (monitor.version !== version) return outcome;
    if (outcome === 'stale') await this.readAgain(monitor);
    if (outcome !== 'written') return outcome;
    this.signals.changed(monitor.id);
    monitor.state = next.state;
    monitor.context = context;
    monitor.version = version + 1;
    monitor.lastSequence += history.length;
    monitor.nextPollAt = nextPollAt;
    monitor.storedNextPollAt = change.nextPollAt;
    this.planOperation(monitor);
    return 'written';
  }

  /** When what is asked of the remote job goes out, in the monotonic time of this process. */
  planOperation(monitor: WatchedMonitor): void {
    const nextAt = isOutcome(monitor.state) ? null : (monitor.context.operation?.nextAt ?? null);
    monitor.nextOperationAt = nextAt === null ? null : this.clock.toMonotonic(nextAt);
  }

  /** A wrong address, or a remote side that is down, is to be seen in the log, too. */
  private logTroubles({ id }: WatchedMonitor, history: HistoryEntry[]): void {
    for (const { type, data } of history) {
      if (troubles.has(type)) this.logger.warn({ monitorId: id, type, error: data.error }, 'monitor.in-trouble');
    }
  }

  private async readAgain(monitor: WatchedMonitor): Promise<void> {
    const { version } = monitor;
    const row = await this.repository.reload(monitor.id);
    if (monitor.version !== version) return;
    if (row !== undefined) this.adopt(monitor, row);
    // Only what has ended can be purged, so it had ended elsewhere.
    else monitor.state = 'Canceled';
  }
}

const troubles = new Set<HistoryEntry['type']>([
  'longwatch.monitor.start-failing.v1',
  'longwatch.monitor.start-unknown.v1',
  'longwatch.monitor.polls-failing.v1',
  'longwatch.monitor.record-missing.v1',
  'longwatch.monitor.status-unknown.v1',
  'longwatch.monitor.operation-refused.v1',
  'longwatch.monitor.operation-failing.v1',
  'longwatch.monitor.result-failing.v1',
]);

const unkept = { code: 'not-storable', message: 'The remote side’s words could not be kept' };

/** States in which a next poll, start or search is planned; the others may still have an operation to send. */
function polls(next: MonitorSnapshot): boolean {
  return next.state !== 'Suspended' && sendsRequests(next);
}

/** The earlier of both, on the database's clock. */
function earlier(pollAt: number | null, operationAt: number | null): number | null {
  const earliest = Math.min(pollAt ?? Infinity, operationAt === null ? Infinity : Math.ceil(operationAt));
  return earliest === Infinity ? null : earliest;
}

/** The row has one instant for what is asked of the job and for polls; of the later one the operation tells. */
function withPollAt(context: MonitorContext, pollAt: number | null): MonitorContext {
  const { operation } = context;
  return operation === null || operation.nextAt === null
    ? context
    : { ...context, operation: { ...operation, pollAt } };
}

/** What was counted of its polls, as far as it has come, so that whoever loads the row goes on counting there. */
function withCounts(monitor: WatchedMonitor, state: MonitorState, context: MonitorContext): MonitorContext {
  if (state !== 'Watching') return context;
  const { polls, pollsInPhase, failures, missingInARow } = monitor;
  const isStreak = context.trouble !== null && context.fetch === null && failures > 0;
  return {
    ...context,
    polls: Math.max(polls, context.polls),
    pollsInPhase,
    trouble: isStreak ? { ...context.trouble!, count: failures, missing: missingInARow } : context.trouble,
  };
}

/** What remains of a change whose words the database can't hold: the facts. */
function bare({ state, context }: MonitorSnapshot): MonitorSnapshot {
  const { result } = context;
  const error = context.error && { ...unkept, code: context.error.code };
  const bareResult = result?.kind === 'inline' ? ({ kind: 'missed', error: unkept } as const) : result;
  return { state, context: { ...context, status: null, progress: null, trouble: null, error, result: bareResult } };
}

function bareEntry({ type, at }: HistoryEntry): HistoryEntry {
  return { type, at, data: {} };
}
