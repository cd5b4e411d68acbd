import { Injectable } from '@nestjs/common';
import { isOutcome } from '@app/contracts';
import { EventsRepository } from '../events/events.repository.js';
import { ChangeSignals } from '../holdings/change-signals.js';
import { WakeSignals } from '../holdings/wake-signals.js';
import { historyOf } from './monitor-history.js';
import { type MonitorSnapshot, advance, isInDoubt, sendsRequests, storedPollAt } from './monitor.machine.js';
import type { MonitorContext, MonitorEvent } from './monitor.types.js';
import { type LockedMonitor, MonitorsRepository } from './monitors.repository.js';

/**
 * What a command asks of a locked monitor; undefined asks for nothing, `done` for nothing more. `nextPollAt`: ms since the
 * epoch.
 */
type Command = 'done' | { event?: MonitorEvent; nextPollAt?: number | null };

interface Asked {
  reason: string | null;
  crosses: boolean;
}

/** `applied`, `ignored` (the state does not take it), `ended` or `unknown`. */
export type CommandOutcome = 'applied' | 'ignored' | 'ended' | 'unknown';

/**
 * Changes that any replica may make to any monitor: under the row's lock, with its history in the same transaction.
 * The version is raised, so the holder's next write meets it, and the holder is told.
 */
@Injectable()
export class MonitorCommands {
  constructor(
    private readonly repository: MonitorsRepository,
    private readonly events: EventsRepository,
    private readonly signals: WakeSignals,
    private readonly changes: ChangeSignals,
  ) {}

  /** `crosses`: the remote job is asked to pause, too. */
  suspend(id: string, { reason, crosses }: Asked): Promise<CommandOutcome> {
    return this.command(id, ({ now }) => ({ event: { type: 'SuspendRequested', at: now, reason, crosses } }));
  }

  resume(id: string, { reason, crosses }: Asked): Promise<CommandOutcome> {
    return this.command(id, (monitor) => ({
      event: { type: 'ResumeRequested', at: monitor.now, reason, crosses },
      nextPollAt: firstPollAt(monitor),
    }));
  }

  /** `crosses`: the remote job is asked to stop, and watched until it has; else only the watching ends. */
  cancel(id: string, { reason, crosses }: Asked): Promise<CommandOutcome> {
    return this.command(id, (monitor) => ({
      event: { type: 'CancelRequested', at: monitor.now, reason, crosses },
      ...(monitor.state === 'Suspended' ? { nextPollAt: firstPollAt(monitor) } : {}),
    }));
  }

  /** Settles a start in doubt by what a person knows of it; the next request goes out at once. */
  resolve(id: string, event: (now: number) => MonitorEvent): Promise<CommandOutcome> {
    return this.command(id, (monitor) =>
      isInDoubt(monitor) ? { event: event(monitor.now), nextPollAt: monitor.now } : undefined,
    );
  }

  /**
   * The next request goes out at once; while the job is not known yet, the first poll does. Asked for again before the
   * holder has seen it, it stays one poll.
   */
  pollNow(id: string): Promise<CommandOutcome> {
    return this.command(id, ({ now, state, context, isAskedForUnseen }) => {
      switch (state) {
        case 'Pending':
        case 'Watching':
          return isAskedForUnseen ? 'done' : { nextPollAt: now };
        case 'Starting':
        case 'StartUnknown':
          return context.pollAtOnce ? 'done' : { event: { type: 'PollRequested', at: now } };
        default:
          return undefined;
      }
    });
  }

  /** Takes in what the remote side said of the job without being asked. `read` turns it into an event. */
  push(id: string, read: (monitor: LockedMonitor) => MonitorEvent | undefined): Promise<CommandOutcome> {
    return this.command(id, (monitor) => {
      const event = read(monitor);
      if (event === undefined) return undefined;
      // A job that has succeeded has its result fetched at once.
      return event.type === 'JobSucceeded' ? { event, nextPollAt: monitor.now } : { event };
    });
  }

  /**
   * The answer to a start request, from a replica that lost its lease while it waited: the start key is the fence.
   * It settles Starting or StartUnknown once; whoever comes later finds neither.
   */
  settleStart(id: string, startKey: string, event: MonitorEvent, nextPollAt: number): Promise<CommandOutcome> {
    return this.command(id, ({ context, now }) =>
      context.startKey === startKey ? { event, nextPollAt: context.pollAtOnce ? now : nextPollAt } : undefined,
    );
  }

  private async command(id: string, decide: (monitor: LockedMonitor) => Command | undefined): Promise<CommandOutcome> {
    const result = await this.repository.transaction(async (manager) => {
      const monitor = await this.repository.lock(manager, id);
      if (monitor === undefined) return { outcome: 'unknown' as const };
      if (isOutcome(monitor.state)) return { outcome: 'ended' as const };
      const command = decide(monitor);
      if (command === undefined) return { outcome: 'ignored' as const };
      const { groupId } = monitor;
      if (command === 'done') return { outcome: 'applied' as const, groupId };
      const next = command.event === undefined ? { ...monitor, changed: true } : advance(monitor, command.event);
      if (!next.changed) return { outcome: 'ignored' as const };
      const history = command.event === undefined ? [] : historyOf(monitor, command.event, next);
      await this.repository.saveCommand(manager, id, {
        state: next.state,
        isFinal: isOutcome(next.state),
        entries: history.length,
        ...planned(monitor, next, command.nextPollAt),
      });
      await this.events.record(manager, id, monitor.lastSequence, history);
      return { outcome: 'applied' as const, groupId, isChanged: true };
    });
    // Where nothing more was to be done, too: the holder passes over a row while it is locked here.
    if (result.groupId !== undefined) this.signals.changed(result.groupId);
    if (result.isChanged === true) this.changes.changed(id);
    return result.outcome;
  }
}

/** What the remote side asked a suspended monitor to wait was asked before the suspension was written. */
function firstPollAt({ now, writtenAt, context }: LockedMonitor): number {
  return Math.max(now, writtenAt + (context.retryAfterMs ?? 0));
}

/**
 * Monitors that send nothing have no next instant; the others get the one asked for, or keep theirs. What is asked of the
 * job beside polls goes out at an instant of its own.
 */
function planned(
  before: LockedMonitor,
  { state, context }: MonitorSnapshot,
  asked: number | null | undefined,
): { context: MonitorContext; nextPollAt: number | null | undefined } {
  if (!sendsRequests({ state, context })) return { context, nextPollAt: null };
  const { operation } = context;
  if (operation === null || operation.nextAt === null) return { context, nextPollAt: asked };
  const pollAt = state === 'Suspended' ? null : (asked ?? storedPollAt(before) ?? operation.nextAt);
  return {
    context: { ...context, operation: { ...operation, pollAt } },
    nextPollAt: Math.min(pollAt ?? Infinity, operation.nextAt),
  };
}
