/*
 * When a monitor is started or polled next. Pure; instants are milliseconds on the database's clock.
 * A wait that the remote side asked for is a promise: jitter and back-off only ever make it longer.
 */

const LONGEST_POLL_BACKOFF_MS = 300_000;
const FIRST_START_BACKOFF_MS = 500;
const LONGEST_START_BACKOFF_MS = 30_000;

/** The next poll after one that was answered: an interval after it was sent, and not before the remote side allows. */
export function nextPollAt(poll: {
  sentAt: number;
  repliedAt: number;
  intervalMs: number;
  retryAfterMs: number | null;
}): number {
  return Math.max(poll.sentAt + poll.intervalMs, poll.repliedAt + (poll.retryAfterMs ?? 0));
}

/**
 * The next poll after the `failures`-th failed one in a row: the first is repeated after the interval, then the wait
 * doubles up to five minutes (or the interval, where that is longer). `random` is from 0 to 1.
 */
export function nextPollAfterFailure(poll: {
  sentAt: number;
  repliedAt: number;
  intervalMs: number;
  retryAfterMs: number | null;
  failures: number;
  random: number;
}): number {
  const longest = Math.max(poll.intervalMs, LONGEST_POLL_BACKOFF_MS);
  const backoffMs = Math.min(poll.intervalMs * 2 ** Math.min(poll.failures - 1, 30), longest);
  const jitterMs = poll.failures > 1 ? 0.1 * backoffMs * poll.random : 0;
  return nextPollAt({ ...poll, intervalMs: backoffMs + jitterMs });
}

/** The next attempt to start after the `failures`-th that surely started nothing, or that may be repeated. */
export function nextStartAt(start: {
  repliedAt: number;
  retryAfterMs: number | null;
  failures: number;
  random: number;
}): number {
  const backoffMs = Math.min(FIRST_START_BACKOFF_MS * 2 ** Math.min(start.failures - 1, 30), LONGEST_START_BACKOFF_MS);
  return start.repliedAt + Math.max(backoffMs * (1 + 0.1 * start.random), start.retryAfterMs ?? 0);
}

/**
 * The first poll of a monitor that was taken over. The stored instant stands if it is still to come; else the last poll
 * is unknown, so it counts from now: not before the wait that was asked for last, spread over the interval, and early
 * enough to leave the job a chance before the deadline.
 */
export function firstPollAfterTakeover(monitor: {
  storedAt: number;
  now: number;
  intervalMs: number;
  retryAfterMs: number | null;
  deadlineAt: number;
  random: number;
}): number {
  if (monitor.storedAt > monitor.now) return monitor.storedAt;
  const earliest = monitor.now + (monitor.retryAfterMs ?? 0);
  const spreadMs = Math.min(monitor.intervalMs, Math.max(monitor.deadlineAt - earliest, 0) / 2);
  return earliest + monitor.random * spreadMs;
}
