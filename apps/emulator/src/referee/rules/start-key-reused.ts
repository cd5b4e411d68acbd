import { groupsOf } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, verdictOf } from '../rule.js';

/** One key for two things. */
export const startKeyReused: Rule = {
  name: 'start-key-reused',
  severity: 'error',
  expected: 'A key of its own for each job, and the same request under the same key',
  source: {
    title: 'The Idempotency-Key HTTP Header Field, section 2.2 (Uniqueness of Idempotency Key; IETF draft)',
    url: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header#section-2.2',
  },
  judge: ({ entries }) => {
    const keyed = entries.filter(({ start }) => start !== null && start.key !== null && start.takesKey);
    return verdictOf(groupsOf(keyed, ({ dialect, start }) => `${dialect} ${start!.key}`).flatMap(judgeGroup));
  },
};

function judgeGroup([first, ...others]: NumberedEntry[]): (Offence | null)[] {
  const different = others.filter(({ start }) => start!.sameAs !== first!.start!.sameAs);
  if (different.length === 0) return [null];
  const what = `Started something else under the key of request ${first!.number}`;
  return different.map((entry) => ({ entry, what }));
}
