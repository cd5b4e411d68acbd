import { groupsOf } from '../journal.js';
import type { NumberedEntry } from '../journal-entry.js';
import { isGood } from '../replies.js';
import { type Offence, type Rule, http, verdictOf } from '../rule.js';

/** A result that was read before. */
export const resultReadAgain: Rule = {
  name: 'result-read-again',
  severity: 'hint',
  expected: 'Read a result once, and keep it: some APIs give it once, and soon forget it',
  source: http('9.2.2', 'Idempotent Methods'),
  judge: ({ threads }) =>
    verdictOf(
      threads.flatMap(({ entries }) => groupsOf(entries.filter(isReading), ({ place }) => place).flatMap(judgeGroup)),
    ),
};

function isReading(entry: NumberedEntry): boolean {
  return entry.kind === 'result' && isGood(entry);
}

function judgeGroup([first, ...others]: NumberedEntry[]): (Offence | null)[] {
  const what = `Read the result again that request ${first!.number} had brought`;
  return [null, ...others.map((entry) => ({ entry, what }))];
}
