import { replyBefore } from '../replies.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';
import type { NumberedEntry } from '../journal-entry.js';

/** A poll after 410: the record is gone for good. */
export const polledAfterGone: Rule = {
  name: 'polled-after-gone',
  severity: 'hint',
  expected: 'Stop asking after 410: it is gone for good, and how the job ended is no longer known',
  source: http('15.5.11', '410 Gone'),
  judge: ({ threads }) => verdictOf(threads.flatMap(({ entries }) => [...judgeThread(entries)])),
};

function* judgeThread(entries: NumberedEntry[]): Generator<Offence | null> {
  for (const [index, poll] of entries.entries()) {
    if (poll.kind !== 'poll') continue;
    const before = replyBefore(entries, index, ({ kind }) => kind === 'poll' || kind === 'start');
    if (before?.code !== 410 || before.kind !== 'poll') continue;
    yield { entry: poll, what: `Polled again, though request ${before.number} was answered 410` };
  }
  if (entries.some(({ kind, code }) => kind === 'poll' && code === 410)) yield null;
}
