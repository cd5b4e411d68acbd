import type { NumberedEntry, StartNote } from './journal-entry.js';

export type Start = NumberedEntry & { start: StartNote };

/** Later than this a like start under another key is hardly a repeat. */
const REPEATED_WITHIN_MS = 60_000;

export function isStart(entry: NumberedEntry): entry is Start {
  return entry.start !== null;
}

/** Whether there were two keys: where one start has none, the other can't be another job for it. */
export function isOfAnotherKey(first: Start, repeat: Start): boolean {
  return first.start.key !== null && repeat.start.key !== null && first.start.key !== repeat.start.key;
}

export function hasMadeSecondJob(first: Start, repeat: Start): boolean {
  return first.jobId !== null && repeat.jobId !== null && first.jobId !== repeat.jobId;
}

/**
 * Whether a start under another key is likely to be the one before it again: it comes soon, and there is no sign that two
 * jobs are meant, as there is where the client repeats each under its own key, or asks for the first one's job later.
 *
 * @param entries the client's own
 */
export function isLikelyRepeat(first: Start, repeat: Start, entries: readonly NumberedEntry[]): boolean {
  const elapsed = repeat.at - first.answeredAt;
  if (elapsed < 0 || elapsed >= REPEATED_WITHIN_MS) return false;
  const asksForFirst = ({ kind, jobId, at }: NumberedEntry): boolean =>
    hasMadeSecondJob(first, repeat) && kind !== 'start' && jobId === first.jobId && at > first.answeredAt;
  return !entries.some(
    (entry) =>
      asksForFirst(entry) ||
      (entry.start?.key === first.start.key && entry.at > first.at) ||
      (entry.start?.key === repeat.start.key && entry.at < repeat.at),
  );
}
