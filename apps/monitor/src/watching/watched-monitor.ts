import type { Profile } from '@app/contracts';
import type { MonitorSnapshot } from '../monitors/monitor.machine.js';

/** A row as the watcher loads it. Instants are milliseconds since the epoch on the database's clock. */
export interface WatchRow extends MonitorSnapshot {
  id: string;
  groupId: number;
  name: string;
  profile: string;
  version: number;
  lastSequence: number;
  pollIntervalMs: number;
  nextPollAt: number | null;
  deadlineAt: number;
}

/**
 * A live monitor in the memory of the replica that holds its group: the row, and what is cheaper not to write.
 * Here `nextPollAt` and `deadlineAt` are instants of the monotonic clock.
 */
export interface WatchedMonitor extends WatchRow {
  epoch: string;
  compiled: Profile;
  /** `next_poll_at` as the row has it, on the database's clock; an unchanged poll moves only `nextPollAt`. */
  storedNextPollAt: number | null;
  /** `deadline_at` likewise. */
  storedDeadlineAt: number;
  /** Polls sent, written or not. */
  polls: number;
  /** Failed requests in a row, written or not. */
  failures: number;
  /** 404 in a row: the record may be gone. */
  notFoundInARow: number;
  /** The step under way; it schedules the next one itself. */
  step: Promise<void> | undefined;
  /** Ends the poll that is under way, if there is one. */
  abortPoll: (() => void) | undefined;
  /** Its group is being given back: nothing more is sent. */
  isLeaving: boolean;
  /** The deadline had passed before we could watch it: one last poll decides. */
  isOverdue: boolean;
}

/** What a monitor does at its instant. */
export type Step = 'end' | 'start' | 'poll' | 'wait';

/** When the monitor is due: the earlier of its next request and its deadline. */
export function dueAt(monitor: Pick<WatchRow, 'nextPollAt' | 'deadlineAt'>): number {
  return Math.min(monitor.nextPollAt ?? Infinity, monitor.deadlineAt);
}

/** When the row says that the monitor is due, on the database's clock: what the next load goes by. */
export function storedDueAt(monitor: Pick<WatchedMonitor, 'storedNextPollAt' | 'storedDeadlineAt'>): number {
  return Math.min(monitor.storedNextPollAt ?? Infinity, monitor.storedDeadlineAt);
}

/** What a monitor that is due at `now` does next. Pure. */
export function nextStep(monitor: WatchedMonitor, now: number): Step {
  if (monitor.deadlineAt <= now) return monitor.isOverdue && monitor.state === 'Watching' ? 'poll' : 'end';
  if (monitor.nextPollAt === null || monitor.nextPollAt > now) return 'wait';
  if (monitor.state === 'Pending' || monitor.state === 'Starting') return 'start';
  return monitor.state === 'Watching' ? 'poll' : 'wait';
}
