import type { CompiledProfile, ProfilePace, Scope } from '@app/contracts';
import { callbackUrl } from '../monitors/callback-url.js';
import type { MonitorSnapshot } from '../monitors/monitor.machine.js';
import type { Pace } from './poll-pace.js';

/** A row as the watcher loads it. Instants are milliseconds since the epoch on the database's clock. */
export interface WatchRow extends MonitorSnapshot {
  id: string;
  groupId: number;
  name: string;
  profile: string;
  profileVersion: number;
  input: unknown;
  /** Its own pace, over the profile's. */
  pace: ProfilePace | null;
  callbackToken: string | null;
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
  compiled: CompiledProfile;
  /** The pace of the phase that it is in; undefined until it is asked for. */
  paceInEffect: { phase: string | null; pace: Pace } | undefined;
  /** When something is asked of the remote job beside polls. */
  nextOperationAt: number | null;
  /** `next_poll_at` as the row has it, on the database's clock; an unchanged poll moves only `nextPollAt`. */
  storedNextPollAt: number | null;
  /** `deadline_at` likewise. */
  storedDeadlineAt: number;
  /** Polls sent, written or not. */
  polls: number;
  /** Those of the phase that it is in. */
  pollsInPhase: number;
  /** Failed requests in a row, written or not. */
  failures: number;
  /** 404 in a row: the record may be gone. */
  missingInARow: number;
  /** Until then the remote side wants to be left alone, as it said with a 429 or the like: nothing makes us poll sooner. */
  leftAloneUntil?: number;
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
export type Step = 'end' | 'start' | 'search' | 'poll' | 'fetch' | 'operate' | 'wait';

type Instants = Pick<WatchedMonitor, 'nextPollAt' | 'deadlineAt' | 'nextOperationAt'>;

/** When the monitor is due: the earliest of its next request, of what is asked of its job, and of its deadline. */
export function dueAt(monitor: Instants): number {
  return Math.min(monitor.nextPollAt ?? Infinity, monitor.nextOperationAt ?? Infinity, monitor.deadlineAt);
}

/** When the row says that the monitor is due, on the database's clock: what the next load goes by. */
export function storedDueAt(monitor: Pick<WatchedMonitor, 'storedNextPollAt' | 'storedDeadlineAt'>): number {
  return Math.min(monitor.storedNextPollAt ?? Infinity, monitor.storedDeadlineAt);
}

/** What a monitor that is due at `now` does next. Pure. */
export function nextStep(monitor: WatchedMonitor, now: number): Step {
  const { state, context, deadlineAt, nextPollAt, nextOperationAt } = monitor;
  const watching = context.fetch === null ? 'poll' : 'fetch';
  if (deadlineAt <= now) return monitor.isOverdue && state === 'Watching' ? watching : 'end';
  if (nextOperationAt !== null && nextOperationAt <= now) return 'operate';
  if (nextPollAt === null || nextPollAt > now) return 'wait';
  switch (state) {
    case 'Pending':
    case 'Starting':
      return 'start';
    case 'StartUnknown':
      return context.search === null ? 'wait' : 'search';
    case 'Watching':
      return watching;
    default:
      return 'wait';
  }
}

/** What the templates and locators of a monitor's profile can read. `now`: milliseconds since the epoch. */
export function scopeOf(monitor: WatchedMonitor, publicBaseUrl: string, now: number): Scope {
  const { input, name, context, callbackToken } = monitor;
  return {
    input,
    name,
    key: context.startKey,
    job: context.job ?? context.prepared ?? undefined,
    callbackUrl: callbackUrl(publicBaseUrl, callbackToken, monitor.compiled.profile.baseUrl),
    now,
  };
}
