import type { NumberedEntry } from '../journal-entry.js';
import { isGood } from '../replies.js';
import { type Offence, type Rule, verdictOf } from '../rule.js';

/** A poll at a place that a later reply had replaced by another. */
export const movedPlaceIgnored: Rule = {
  name: 'moved-place-ignored',
  severity: 'hint',
  expected: 'Ask at the Location of the last reply: it may move from poll to poll, and the old place may go',
  source: {
    title: 'Azure Resource Manager: Asynchronous Operations (Location may change in each reply)',
    url: 'https://github.com/Azure/azure-resource-manager-rpc/blob/master/v1.0/async-api-reference.md',
  },
  judge: ({ threads }) => verdictOf(threads.flatMap(({ entries }) => [...judgeThread(entries)])),
};

/** Places count only for clients that ask where replies lead to: an API may have a Location for something else. */
function* judgeThread(entries: NumberedEntry[]): Generator<Offence | null> {
  const given = new Set<string>();
  let last: NumberedEntry | undefined;
  for (const entry of entries) {
    if (entry.kind === 'poll' && given.has(entry.place) && last?.kind === 'poll' && last.answeredAt <= entry.at) {
      const isStale = last.leadsTo !== null && last.place === entry.place && last.leadsTo !== entry.place;
      const what = `Polled at the old place again, though the reply to request ${last.number} gave another Location`;
      yield isStale ? { entry, what } : null;
    }
    if (!isGood(entry)) continue;
    if (entry.leadsTo !== null) given.add(entry.leadsTo);
    last = entry;
  }
}
