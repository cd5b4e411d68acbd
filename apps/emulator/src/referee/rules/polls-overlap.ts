import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, TOLERANCE_MS, http, spanText, verdictOf } from '../rule.js';

/** A poll while the one before was still open. */
export const pollsOverlap: Rule = {
  name: 'polls-overlap',
  severity: 'hint',
  expected: 'One poll of a job at a time: wait for its reply, or give it up, before the next',
  source: http('9.2.2', 'Idempotent Methods'),
  judge: ({ threads }) => verdictOf(threads.flatMap(({ entries }) => [...judgeThread(entries)])),
};

function* judgeThread(entries: NumberedEntry[]): Generator<Offence | null> {
  const polls = entries.filter(({ kind }) => kind === 'poll');
  for (const [index, poll] of polls.entries()) {
    const before = polls[index - 1];
    // One that never got its reply may have been given up at any time.
    if (before === undefined || before.code === null || before.code === 401) continue;
    const overlap = before.answeredAt - poll.at;
    const what = `Polled while request ${before.number} was still to be answered for another ${spanText(overlap)}`;
    yield overlap > TOLERANCE_MS ? { entry: poll, what } : null;
  }
}
