import type { NumberedEntry } from '../journal-entry.js';
import { type Offence, type Rule, verdictOf } from '../rule.js';

/** A start without the key that the API would take. */
export const startKeyMissing: Rule = {
  name: 'start-key-missing',
  severity: 'hint',
  expected: 'A key with each start, kept before it is sent, so that a start whose reply is lost can be repeated safely',
  source: {
    title: 'The Idempotency-Key HTTP Header Field (IETF draft)',
    url: 'https://datatracker.ietf.org/doc/html/draft-ietf-httpapi-idempotency-key-header',
  },
  isOfClient: true,
  judge: ({ entries }) => verdictOf(entries.map(judgeStart)),
};

function judgeStart(entry: NumberedEntry): Offence | null | undefined {
  const { start } = entry;
  if (start === null || !start.takesKey) return undefined;
  return start.key === null ? { entry, what: 'Started without a key, though the API takes one' } : null;
}
