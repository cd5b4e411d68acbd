import { groupsOf } from '../journal.js';
import type { NumberedEntry, StartNote } from '../journal-entry.js';
import { type Offence, type Rule, spanText, verdictOf } from '../rule.js';

/** Later than this it is hardly a repeat. */
const REPEATED_WITHIN_MS = 60_000;

/** A start without an answer, and soon the same one under another key: if that was a repeat, it made a second job. */
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
          ...judgeGroup(group as Start[]),
        ]),
      ),
    ),
};

type Start = NumberedEntry & { start: StartNote };

function isKeyed(entry: NumberedEntry): entry is Start {
  return entry.start !== null && entry.start.key !== null && entry.start.takesKey;
}

function* judgeGroup(group: Start[]): Generator<Offence | null> {
  for (const [index, entry] of group.entries()) {
    const first = group[index - 1];
    if (first === undefined || !first.start.isDoubtful || first.start.key === entry.start.key) continue;
    const elapsed = entry.at - first.answeredAt;
    const isRepeat = elapsed >= 0 && elapsed < REPEATED_WITHIN_MS && !isAnsweredLater(first, group);
    const what = `Started the same ${spanText(elapsed)} after request ${first.number}, which had no answer, under another key`;
    yield isRepeat ? { entry, what } : null;
  }
}

/** Whoever repeats the first one under its own key means another job by the other key. */
function isAnsweredLater(first: Start, group: Start[]): boolean {
  return group.some(({ start, at }) => start.key === first.start.key && at > first.at);
}
