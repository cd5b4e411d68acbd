import type { NumberedEntry } from '../journal-entry.js';
import { isRedirect } from '../replies.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';

/** As many as browsers follow. */
const MOST_REDIRECTS = 20;
/** A place that is asked later again is asked for news, not by a redirect. */
const FOLLOWED_WITHIN_MS = 1000;

/** Redirects followed on and on. */
export const redirectLoop: Rule = {
  name: 'redirect-loop',
  severity: 'error',
  expected: `Stop after a number of redirects in a row, ${MOST_REDIRECTS} at the most, and where they lead in a circle`,
  source: http('15.4', 'Redirection 3xx: a client should detect and intervene in cyclical redirections'),
  judge: ({ threads }) => verdictOf(threads.flatMap(({ entries }) => [...judgeThread(entries)])),
};

function* judgeThread(entries: NumberedEntry[]): Generator<Offence | null> {
  let inARow = 0;
  for (const [index, entry] of entries.entries()) {
    const before = entries[index - 1];
    const isFollowing =
      before !== undefined &&
      isRedirect(before) &&
      before.leadsTo === entry.place &&
      entry.at - before.answeredAt < FOLLOWED_WITHIN_MS;
    if (!isFollowing) {
      inARow = 0;
      continue;
    }
    inARow++;
    yield inARow === MOST_REDIRECTS + 1
      ? { entry, what: `Followed more than ${MOST_REDIRECTS} redirects in a row` }
      : null;
  }
}
