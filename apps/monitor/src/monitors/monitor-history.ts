import type { MonitorEventType, MonitorState } from '@app/contracts';
import type { MonitorSnapshot } from './monitor.machine.js';
import type { HistoryEntry, MonitorEvent } from './monitor.types.js';

/** The entry that entering a state adds to the history. */
const entered: Record<MonitorState, MonitorEventType> = {
  Pending: 'longwatch.monitor.start-failing.v1',
  Starting: 'longwatch.monitor.starting.v1',
  StartUnknown: 'longwatch.monitor.start-unknown.v1',
  Watching: 'longwatch.monitor.started.v1',
  Suspended: 'longwatch.monitor.suspended.v1',
  Succeeded: 'longwatch.monitor.succeeded.v1',
  Failed: 'longwatch.monitor.failed.v1',
  Canceled: 'longwatch.monitor.canceled.v1',
  TimedOut: 'longwatch.monitor.timed-out.v1',
  Lost: 'longwatch.monitor.lost.v1',
};

/** What a transition adds to the history: read from the difference that it made. Pure. */
export function historyOf(before: MonitorSnapshot, event: MonitorEvent, after: MonitorSnapshot): HistoryEntry[] {
  const tell = (type: MonitorEventType, data: Record<string, unknown> = {}): HistoryEntry => ({
    type,
    at: event.at,
    data,
  });
  const entries: HistoryEntry[] = [];
  const [was, is] = [before.context, after.context];

  if (was.trouble !== null && is.trouble === null && event.type !== 'JobStarted') {
    entries.push(tell('longwatch.monitor.polls-recovered.v1', { failures: was.trouble.count }));
  }
  if (was.trouble === null && is.trouble !== null && before.state === after.state) {
    const type =
      event.type === 'PollFailed' ? 'longwatch.monitor.polls-failing.v1' : 'longwatch.monitor.start-failing.v1';
    entries.push(tell(type, { error: is.trouble.error }));
  }
  if (is.statusWord !== was.statusWord) {
    entries.push(tell('longwatch.monitor.status-changed.v1', { statusWord: is.statusWord, status: is.status }));
  }
  if (is.retryAfterMs !== was.retryAfterMs && before.state === after.state) {
    entries.push(tell('longwatch.monitor.pace-changed.v1', { retryAfterMs: is.retryAfterMs }));
  }
  if (is.requested !== was.requested && before.state === after.state) {
    if (is.requested === 'cancel') entries.push(tell('longwatch.monitor.cancel-requested.v1', { reason: is.reason }));
    else if (is.requested === 'suspend')
      entries.push(tell('longwatch.monitor.suspend-requested.v1', { reason: is.reason }));
    else entries.push(tell('longwatch.monitor.resumed.v1', { reason: is.reason }));
  }
  if (before.state !== after.state && !isOneMoreAttempt(before, after)) {
    entries.push(tell(typeOfEntering(before.state, after.state), dataOf(after)));
  }
  return entries;
}

/** A start that fails for hours is told of at its beginning and at every doubling, not at every attempt. */
function isOneMoreAttempt(before: MonitorSnapshot, after: MonitorSnapshot): boolean {
  if (before.state === 'Pending' && after.state === 'Starting') return before.context.trouble !== null;
  if (before.state !== 'Starting' || after.state !== 'Pending') return false;
  return !Number.isInteger(Math.log2(after.context.trouble?.count ?? 1));
}

function typeOfEntering(before: MonitorState, after: MonitorState): MonitorEventType {
  return before === 'Suspended' && (after === 'Watching' || after === 'Pending' || after === 'StartUnknown')
    ? 'longwatch.monitor.resumed.v1'
    : entered[after];
}

/** The facts worth keeping about a state that was entered; absent ones are left out. */
function dataOf({ state, context }: MonitorSnapshot): Record<string, unknown> {
  const facts = {
    state,
    jobId: context.jobId,
    reason: context.reason,
    error: context.error ?? context.trouble?.error ?? null,
  };
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
}
