/*
 * When a monitor is started, polled or asked for something next. Pure; instants and spans are milliseconds. A wait that
 * the remote side asked for is a promise: jitter and back-off only ever make it longer. Only the time for which it
 * keeps a result can shorten a wait, for later there would be nothing left to ask for.
 */

/** Whatever a pace says: nobody polls as fast as replies come. */
const LEAST_WAIT_MS = 10;
const LONGEST_POLL_BACKOFF_MS = 300_000;
const FIRST_START_BACKOFF_MS = 500;
const LONGEST_START_BACKOFF_MS = 30_000;
const FIRST_OPERATION_BACKOFF_MS = 1000;
const LONGEST_OPERATION_BACKOFF_MS = 60_000;
const MOST_SEARCHES = 10;

/** The pace of one phase, with nothing left open. */
export interface Pace {
  firstMs: number;
  everyMs: number;
  /** Nobody said an interval: a hint alone decides then. */
  isDefault: boolean;
  /** The interval grows by it from poll to poll, up to `maxMs`. */
  factor: number;
  maxMs: number;
  minMs: number;
  /** Each wait is longer by up to this share of it. */
  jitter: number;
  longestHintMs: number;
  /** No wait is longer than this, hint or not; null where the remote side keeps its results for long. */
  capMs: number | null;
}

export interface Polled {
  sentAt: number;
  repliedAt: number;
  /** What the reply asked for. */
  hintMs: number | null;
  /** From 0 to 1. */
  random: number;
}

/** The wait that a hint is taken for. */
export function hintWait(hintMs: number | null, { longestHintMs, capMs }: Pace): number {
  return Math.min(hintMs ?? 0, longestHintMs, capMs ?? Infinity);
}

/** The first poll of a phase: at once after the reply that began it, unless that reply or the profile asks to wait. */
export function firstPollAt({ repliedAt, hintMs }: Polled, pace: Pace): number {
  return repliedAt + Math.max(Math.min(pace.firstMs, pace.capMs ?? Infinity), hintWait(hintMs, pace));
}

/**
 * The next poll after the `polls`-th of a phase: an interval after it was sent, and not before the remote side allows.
 * Where nobody said an interval, the remote side's word alone counts.
 */
export function nextPollAt(polled: Polled & { polls: number }, pace: Pace): number {
  const grownMs = pace.everyMs * pace.factor ** Math.min(Math.max(polled.polls - 1, 0), 1000);
  return paced(polled, Math.min(grownMs, Math.max(pace.maxMs, pace.everyMs)), pace);
}

/**
 * The next poll after the `failures`-th failed one in a row: the first is repeated after the interval, then the wait
 * doubles up to five minutes (or the interval, where that is longer).
 */
export function nextPollAfterFailure(polled: Polled & { failures: number }, pace: Pace): number {
  const longest = Math.max(pace.everyMs, LONGEST_POLL_BACKOFF_MS);
  const backoffMs = Math.min(pace.everyMs * 2 ** Math.min(polled.failures - 1, 30), longest);
  const jitter = polled.failures > 1 ? Math.max(pace.jitter, 0.1) : pace.jitter;
  return paced(polled, backoffMs, { ...pace, jitter, isDefault: false });
}

/** Without an interval of its own a profile is not polled more often than this, however short the hints are. */
const SHORTEST_HINTED_MS = 1000;

function paced({ sentAt, repliedAt, hintMs, random }: Polled, everyMs: number, pace: Pace): number {
  const stretched = 1 + pace.jitter * random;
  const intervalMs = pace.isDefault && hintMs !== null ? Math.min(everyMs, SHORTEST_HINTED_MS) : everyMs;
  const waitMs = Math.max(
    Math.min(Math.max(intervalMs * stretched, pace.minMs), pace.capMs ?? Infinity),
    LEAST_WAIT_MS,
  );
  const hinted = hintMs === null ? 0 : hintWait(hintMs * stretched, pace);
  return Math.max(sentAt + waitMs, repliedAt + hinted);
}

/** The next attempt to start after the `failures`-th that surely started nothing, or that may be repeated. */
export function nextStartAt(start: {
  repliedAt: number;
  hintMs: number | null;
  failures: number;
  random: number;
}): number {
  const backoffMs = doubling(FIRST_START_BACKOFF_MS, start.failures, LONGEST_START_BACKOFF_MS);
  return start.repliedAt + Math.max(backoffMs * (1 + 0.1 * start.random), start.hintMs ?? 0);
}

/** The next attempt of a cancel, pause, resume, or fetch of a result after the `failures`-th that failed. */
export function nextAttemptAt(attempt: { repliedAt: number; hintMs: number | null; failures: number; random: number }) {
  const backoffMs = doubling(FIRST_OPERATION_BACKOFF_MS, attempt.failures, LONGEST_OPERATION_BACKOFF_MS);
  return attempt.repliedAt + Math.max(backoffMs * (1 + 0.1 * attempt.random), attempt.hintMs ?? 0);
}

/** When a job whose start is in doubt is looked for again after the `attempts`-th time; undefined when that is enough. */
export function nextSearchAt(search: { repliedAt: number; attempts: number; random: number }): number | undefined {
  if (search.attempts >= MOST_SEARCHES) return undefined;
  return nextAttemptAt({ ...search, hintMs: null, failures: search.attempts });
}

function doubling(firstMs: number, failures: number, longestMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(Math.max(failures - 1, 0), 30), longestMs);
}

/**
 * The first poll of a monitor that was taken over. The stored instant stands if it is still to come; else the last poll
 * is unknown, so it counts from now: not before the wait that was asked for last, spread over the interval, and early
 * enough to leave the job a chance before the deadline.
 */
export function firstPollAfterTakeover(monitor: {
  storedAt: number;
  now: number;
  pace: Pace;
  hintMs: number | null;
  deadlineAt: number;
  random: number;
}): number {
  if (monitor.storedAt > monitor.now) return monitor.storedAt;
  const earliest = monitor.now + hintWait(monitor.hintMs, monitor.pace);
  const spreadMs = Math.min(monitor.pace.everyMs, Math.max(monitor.deadlineAt - earliest, 0) / 2);
  return earliest + monitor.random * Math.min(spreadMs, monitor.pace.capMs ?? Infinity);
}
