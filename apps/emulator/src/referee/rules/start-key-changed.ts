import { groupsOf } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, spanText, verdictOf } from '../rule.js';
import { type Start, hasMadeSecondJob, isLikelyRepeat, isStart } from '../starts.js';

/** A start without an answer, and soon the same one under another key. Where a second job came of it, that is another rule's. */
export const startKeyChanged: Rule = {
  name: 'start-key-changed',
  severity: 'hint',
  expected: 'The same key in every repeat of a start',
  source: {
    title: 'The Idempotency-Key HTTP Header Field, section 2.2 (IETF draft)',
    url: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header#section-2.2',
  },
  judge: ({ clients }) =>
    verdictOf(
      clients.flatMap((entries) =>
        groupsOf(entries.filter(isKeyed), ({ start }) => start!.sameAs).flatMap((group) => [
          ...judgeGroup(group as Start[], entries),
        ]),
      ),
    ),
};

function isKeyed(entry: NumberedEntry): entry is Start {
  return isStart(entry) && entry.start.key !== null && entry.start.takesKey;
}

function* judgeGroup(group: Start[], entries: NumberedEntry[]): Generator<Offence | null> {
  for (const [index, entry] of group.entries()) {
    const first = group[index - 1];
    if (first === undefined || !first.start.isDoubtful || first.start.key === entry.start.key) continue;
    const isRepeat = !hasMadeSecondJob(first, entry) && isLikelyRepeat(first, entry, entries);
    const elapsed = entry.at - first.answeredAt;
    const what = `Started the same ${spanText(elapsed)} after request ${first.number}, which had no answer, under another key`;
    yield isRepeat ? { entry, what } : null;
  }
}
