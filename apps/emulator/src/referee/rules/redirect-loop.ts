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
  judge: ({ clients }) => verdictOf(clients.flatMap((entries) => [...judgeClient(entries)])),
};

/** A redirect that may still be followed, and how many were followed in a row up to it. */
interface Pending {
  answeredAt: number;
  inARow: number;
}

/** By where redirects lead, for each of them may be about another job. */
function* judgeClient(entries: NumberedEntry[]): Generator<Offence | null> {
  const pending = new Map<string, Pending>();
  for (const entry of entries) {
    const redirect = pending.get(entry.place);
    pending.delete(entry.place);
    const isFollowing = redirect !== undefined && entry.at - redirect.answeredAt < FOLLOWED_WITHIN_MS;
    const inARow = isFollowing ? redirect.inARow + 1 : 0;
    if (isRedirect(entry)) pending.set(entry.leadsTo!, { answeredAt: entry.answeredAt, inARow });
    if (!isFollowing) continue;
    yield inARow === MOST_REDIRECTS + 1
      ? { entry, what: `Followed more than ${MOST_REDIRECTS} redirects in a row` }
      : null;
  }
}
